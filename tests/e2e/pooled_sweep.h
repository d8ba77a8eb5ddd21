#ifndef LEHR_TESTS_E2E_POOLED_SWEEP_H_
#define LEHR_TESTS_E2E_POOLED_SWEEP_H_

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/program.h"

namespace lehr {

// PooledSweepTest has a real server with a sweep that keeps four workers busy
// for some seconds each, and what that sweep gives on one machine where nobody
// disturbs it.
class PooledSweepTest : public testing::Test {
 protected:
  PooledSweepTest();
  // Skips without the potential.
  void SetUp() override;

  static std::string Binary(const std::string& name);
  // Of the server, for clients on this machine.
  std::string address() const;

  // Starts the server, in front of which `prefix` may stand, and waits for it.
  void StartServer(const std::vector<std::string>& flags,
                   const std::map<std::string, std::string>& environment = {},
                   const std::vector<std::string>& prefix = {});
  void Submit();

  // Runs `lehr` with these arguments and --server.
  ProgramResult Lehr(std::vector<std::string> arguments) const;
  // The same with --json; null if it fails.
  nlohmann::json Ask(std::vector<std::string> arguments) const;

  int SegmentsIn(const std::string& state) const;
  bool IsDone() const;
  // The results table of the server there, as CSV, once it answers.
  std::string ResultsOf(const std::string& server) const;
  // Waits until the sweep is done, and compares its table with that of an
  // undisturbed run.
  void ExpectUndisturbedResults() const;

  const std::filesystem::path folder_;
  const std::filesystem::path data_;
  std::unique_ptr<Program> server_;
};

}  // namespace lehr

#endif  // LEHR_TESTS_E2E_POOLED_SWEEP_H_
