#ifndef LEHR_TESTS_SERVER_SERVICE_REAL_SERVER_H_
#define LEHR_TESTS_SERVER_SERVICE_REAL_SERVER_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lehr/v1/sweep_service.pb.h"
#include "tests/server/service/test_client.h"
#include "tests/support/program.h"

namespace lehr::server {

// RealServerTest has the program lehrd with a folder of its own, which may be
// killed and started again.
class RealServerTest : public testing::Test {
 protected:
  RealServerTest();

  // Waits until it listens on its socket, and makes a client.
  void Start(const std::vector<std::string>& flags = {});
  // As Start, but it is to end; what it said.
  ProgramResult StartInVain(const std::vector<std::string>& flags = {});
  void Kill();
  // In good order.
  void Stop();

  // kAnnealed is submitted and done; returns the sweep's number.
  std::int64_t MakeSweep();
  std::vector<v1::Segment> SegmentsOf(std::int64_t sweep_id);
  // All that the sweep's segments refer to comes and has its hash.
  void ExpectAllThere(std::int64_t sweep_id);
  std::filesystem::path FileOf(const std::string& sha256) const;
  // Another byte in the middle of the file.
  static void Damage(const std::filesystem::path& path);

  std::filesystem::path folder_;
  std::filesystem::path data_;
  std::string address_;
  std::unique_ptr<Program> program_;
  std::unique_ptr<TestClient> client_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SERVICE_REAL_SERVER_H_
