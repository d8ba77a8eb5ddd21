#include "worker/pinning.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/cores.h"
#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Claims of a test of its own, which real workers on this host do not meet.
std::string Family() { return "lehr-pinning-test-" + std::to_string(getpid()); }

TEST(PinningTest, WorkersHaveCoresOfTheirOwnAsLongAsThereAreSome) {
  const int cores = UsableCores();
  std::vector<Pinning> workers;
  std::vector<int> taken;
  for (int k = 0; k < cores; ++k) {
    auto worker = Pinning::Choose("auto", 1, Family());
    ASSERT_OK(worker);
    ASSERT_THAT(worker->cores(), SizeIs(1));
    taken.push_back(worker->cores().front());
    workers.push_back(*std::move(worker));
  }
  std::sort(taken.begin(), taken.end());
  EXPECT_EQ(taken, AllowedCores());

  const auto late = Pinning::Choose("auto", 1, Family());
  ASSERT_OK(late);
  EXPECT_THAT(late->cores(), IsEmpty());
  EXPECT_THAT(late->reason(), HasSubstr("only 0 of"));

  workers.pop_back();
  EXPECT_THAT(Pinning::Choose("auto", 1, Family())->cores(), SizeIs(1));
}

TEST(PinningTest, AWorkerThatGetsTooFewCoresLeavesThemToOthers) {
  const int cores = UsableCores();
  const auto wide = Pinning::Choose("auto", cores + 1, Family());
  ASSERT_OK(wide);
  EXPECT_THAT(wide->cores(), IsEmpty());
  EXPECT_THAT(Pinning::Choose("auto", cores, Family())->cores(), SizeIs(cores));
}

TEST(PinningTest, ListedCoresAreTakenInTheirOrder) {
  const std::vector<int> allowed = AllowedCores();
  const auto listed =
      Pinning::Choose(std::to_string(allowed.back()), 1, Family());
  ASSERT_OK(listed);
  EXPECT_THAT(listed->cores(), ElementsAre(allowed.back()));
  // Others know of it.
  const auto wide =
      Pinning::Choose("auto", static_cast<int>(allowed.size()), Family());
  EXPECT_THAT(wide->cores(), IsEmpty());
}

TEST(PinningTest, WishesThatCannotBeGrantedAreRefused) {
  const int allowed = AllowedCores().front();
  const auto refusal = [](const std::string& wish, int threads) {
    return Pinning::Choose(wish, threads, Family()).status();
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(refusal("automatic", 1),
              StatusIs(kInvalid, HasSubstr("--pin: expected auto, none or")));
  EXPECT_THAT(refusal(std::to_string(allowed), 2),
              StatusIs(kInvalid, HasSubstr("a core for each of 2 threads")));
  std::thread([&] {
    ASSERT_TRUE(RunOn(std::vector{allowed}));
    EXPECT_THAT(refusal(std::to_string(allowed + 1), 1),
                StatusIs(kInvalid, HasSubstr("that this process may use")));
  }).join();
}

TEST(PinningTest, NoneIsNone) {
  const auto none = Pinning::Choose("none", 1, Family());
  ASSERT_OK(none);
  EXPECT_THAT(none->cores(), IsEmpty());
}

}  // namespace
}  // namespace lehr::worker
