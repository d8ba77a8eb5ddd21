// A server and two workers on hosts of their own: what the network does to them
// changes no result.

#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/e2e/host_network.h"
#include "tests/e2e/pooled_sweep.h"

namespace lehr {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr char kPort[] = "8420";
// This network has nobody else on it.
constexpr char kUnguarded[] = "--insecure";

class ManyHostsTest : public PooledSweepTest {
 protected:
  void SetUp() override {
    PooledSweepTest::SetUp();
    if (IsSkipped()) return;
    if (!HostNetwork::WhyNot().empty()) GTEST_SKIP() << HostNetwork::WhyNot();
    network_ = std::make_unique<HostNetwork>(
        folder_, std::vector<std::string>{"head", "left", "right"});
    StartServer({"--listen", ServerAddress(), kUnguarded}, {},
                network_->On("head"));
    Submit();
  }

  std::string ServerAddress() const {
    return absl::StrCat(network_->AddressOf("head"), ":", kPort);
  }

  std::unique_ptr<Program> StartWorker(const std::string& host) const {
    std::vector<std::string> command = network_->On(host);
    command.insert(
        command.end(),
        {Binary("lehr-worker"), "--server", ServerAddress(), "--threads", "1",
         "--name", host, "--cache", (folder_ / host).string(),
         "--checkpoint-seconds", "0.2", "--pin", "none"});
    return std::make_unique<Program>(folder_, command);
  }

  Json WorkerCalled(const std::string& name) const {
    const Json workers = Ask({"workers", "--all"});
    if (workers.is_null()) return Json();
    for (const Json& worker : workers["workers"]) {
      if (worker["name"] == name) return worker;
    }
    return Json();
  }
  bool IsLive(const std::string& name) const {
    const Json worker = WorkerCalled(name);
    return !worker.is_null() && worker.value("live", false);
  }
  bool IsBusy(const std::string& name) const {
    return IsLive(name) && !WorkerCalled(name)["running"].empty();
  }

  std::unique_ptr<HostNetwork> network_;
};

TEST_F(ManyHostsTest, ALinkThatIsCutForLongerThanALeaseCostsNoResult) {
  const auto left = StartWorker("left");
  const auto right = StartWorker("right");
  ASSERT_TRUE(
      WaitUntil([&] { return IsBusy("left") && IsBusy("right"); }, kPatience))
      << left->errors() << server_->errors();
  network_->Cut("left");
  // The lease is 3 s.
  ASSERT_TRUE(WaitUntil([&] { return !IsLive("left"); }, kPatience));
  network_->Mend("left");
  EXPECT_TRUE(WaitUntil([&] { return IsLive("left"); }, kPatience))
      << left->errors();
  ExpectUndisturbedResults();
}

TEST_F(ManyHostsTest, OneLostPacketInFiveCostsTimeOnly) {
  for (const char* host : {"head", "left", "right"}) {
    network_->LosePackets(host, 20);
  }
  RecordProperty("losing_by", network_->losing_by());
  const auto left = StartWorker("left");
  const auto right = StartWorker("right");
  ExpectUndisturbedResults();
  for (const char* host : {"head", "left", "right"}) {
    EXPECT_GT(network_->LostPackets(host), 10) << host;
  }
}

}  // namespace
}  // namespace lehr
