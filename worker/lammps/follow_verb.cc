#include "worker/lammps/follow_verb.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "worker/lammps/ranked_lammps.h"

namespace lehr::worker {

void AddFollow(CLI::App& app, Action& action) {
  CLI::App* verb = app.add_subcommand("follow", "");
  verb->group("");  // not for people
  const auto socket = std::make_shared<std::string>();
  verb->add_option("SOCKET", *socket)->required();
  verb->callback([socket, &action] {
    action = [socket] { return FollowCalls(*socket); };
  });
}

}  // namespace lehr::worker
