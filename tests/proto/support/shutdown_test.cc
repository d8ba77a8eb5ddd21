#include "proto/support/shutdown.h"

#include <csignal>
#include <thread>

#include <gtest/gtest.h>

namespace lehr {
namespace {

TEST(ShutdownTest, ASignalWakesWhoWaitsAndIsRemembered) {
  InstallShutdownHandler();
  EXPECT_FALSE(ShutdownRequested());
  EXPECT_FALSE(WaitForShutdown(absl::Milliseconds(1)));
  bool woken = false;
  std::thread waiter([&] { woken = WaitForShutdown(absl::Minutes(1)); });
  std::raise(SIGTERM);
  waiter.join();
  EXPECT_TRUE(woken);
  EXPECT_TRUE(ShutdownRequested());
}

}  // namespace
}  // namespace lehr
