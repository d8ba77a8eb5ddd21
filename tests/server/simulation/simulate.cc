// simulate: runs the simulated world with many seeds.

#include <cstdio>
#include <cstdlib>

#include <CLI/CLI.hpp>

#include "proto/support/log.h"
#include "tests/server/simulation/world.h"

int main(int argc, char** argv) {
  CLI::App app("Runs the simulated server, workers and people", "simulate");
  std::uint64_t first = 0;
  std::uint64_t seeds = 200;
  bool verbose = false;
  app.add_option("--first", first, "The first seed")->capture_default_str();
  app.add_option("--seeds", seeds, "How many")->capture_default_str();
  app.add_flag("--verbose", verbose, "A line for each");
  CLI11_PARSE(app, argc, argv);
  lehr::SetLogThreshold(lehr::Severity::kError);
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    lehr::server::World world(seed, seed % 2 == 0);
    const std::string wrong = world.Run();
    if (!wrong.empty()) {
      std::printf("%s\nagain: simulate --first %llu --seeds 1\n", wrong.c_str(),
                  static_cast<unsigned long long>(seed));
      return EXIT_FAILURE;
    }
    if (verbose) std::printf("%s\n", world.Summary().c_str());
  }
  std::printf("%llu seeds from %llu on: all is well\n",
              static_cast<unsigned long long>(seeds),
              static_cast<unsigned long long>(first));
  return EXIT_SUCCESS;
}
