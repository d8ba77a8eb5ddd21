// lehr-worker run-attempts: the runner, which only a worker starts.

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "proto/support/cores.h"
#include "worker/runner/run_attempts.h"
#include "worker/tools/verbs.h"

namespace lehr::worker {

void AddRunAttempts(CLI::App& app, Action& action, const Engine* lammps) {
  struct Texts {
    RunnerOptions options;
    std::string cores;
    std::string cache;
  };
  const auto texts = std::make_shared<Texts>();
  texts->options.lammps = lammps;
  CLI::App* verb = app.add_subcommand("run-attempts", "");
  verb->group("");  // not for people
  verb->add_option("--threads", texts->options.threads);
  verb->add_option("--cores", texts->cores);
  verb->add_option("--cache", texts->cache);
  verb->add_option("--cache-bytes", texts->options.cache_bytes);
  verb->callback([texts, &action] {
    action = [texts]() -> absl::Status {
      texts->options.cache = texts->cache;
      if (!texts->cores.empty()) {
        const auto cores = ParseCores(texts->cores);
        if (!cores.ok()) return cores.status();
        texts->options.cores = *cores;
      }
      return RunAttempts(texts->options);
    };
  });
}

}  // namespace lehr::worker
