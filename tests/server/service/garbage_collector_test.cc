// Garbage is collected by a real server, with real files, also when it is
// killed meanwhile.

#include "server/service/garbage_collector.h"

#include <filesystem>
#include <map>
#include <thread>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "server/store/database.h"
#include "tests/server/service/real_server.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;

class GarbageCollectorTest : public RealServerTest {
 protected:
  // Everything was uploaded long ago.
  void Age() {
    auto database = Database::Open(data_ / "lehr.db");
    ASSERT_OK(database);
    (*database)->Run("UPDATE artifacts SET created_us = 0, wanted_us = 0");
    ASSERT_OK((*database)->TakeStatus());
    for (const auto& entry :
         fs::recursive_directory_iterator(data_ / "objects")) {
      if (!entry.is_regular_file()) continue;
      fs::last_write_time(
          entry, fs::file_time_type::clock::now() - std::chrono::hours(24));
    }
  }

  static absl::StatusOr<v1::CollectGarbageResponse> Collect(
      TestClient& client, bool dry_run = false) {
    v1::CollectGarbageRequest request;
    request.set_dry_run(dry_run);
    v1::CollectGarbageResponse response;
    const absl::Status status = FromGrpc(
        client.admin->CollectGarbage(Deadline().get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }

  int Files() const {
    int files = 0;
    for (const auto& entry :
         fs::recursive_directory_iterator(data_ / "objects")) {
      files += entry.is_regular_file() ? 1 : 0;
    }
    return files;
  }

  void UploadGarbage(int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_OK(client_->Upload(absl::StrCat("garbage ", i)));
    }
  }
};

TEST_F(GarbageCollectorTest, SaysWhatItRemovesAndRemovesThat) {
  Start();
  const std::int64_t sweep_id = MakeSweep();
  const int needed = Files();
  UploadGarbage(5);
  EXPECT_EQ((*Collect(*client_)).removed(1).artifacts(), 0) << "too young";
  Kill();
  Age();
  // What a crash between row and file leaves.
  const std::string orphan = ToHex(Sha256Of("orphan"));
  fs::create_directories(data_ / "objects" / orphan.substr(0, 2));
  const fs::path file =
      data_ / "objects" / orphan.substr(0, 2) / orphan.substr(2);
  fs::copy_file(data_ / "lehr.db", file);
  fs::last_write_time(
      file, fs::file_time_type::clock::now() - std::chrono::hours(24));
  Start();
  const auto dry = Collect(*client_, true);
  ASSERT_OK(dry);
  EXPECT_EQ(Files(), needed + 6);
  const auto done = Collect(*client_);
  ASSERT_OK(done);
  EXPECT_EQ(dry->SerializeAsString(), done->SerializeAsString());
  std::map<std::string, std::int64_t> removed;
  for (const v1::GarbageClass& garbage : done->removed()) {
    removed[garbage.what()] = garbage.artifacts();
  }
  EXPECT_EQ(removed["artifacts to which nothing refers"], 5);
  EXPECT_EQ(removed["files without a row"], 1);
  EXPECT_EQ(done->kept().artifacts(), needed);
  EXPECT_GT(done->kept().bytes(), 0);
  EXPECT_EQ(Files(), needed);
  ExpectAllThere(sweep_id);
  // What was removed can be uploaded again.
  EXPECT_OK(client_->Upload("garbage 0"));
}

TEST_F(GarbageCollectorTest, BeingKilledLosesNothingThatIsReferredTo) {
  constexpr int kGarbage = 400;
  Start();
  const std::int64_t sweep_id = MakeSweep();
  const int needed = Files();
  UploadGarbage(kGarbage);
  Kill();
  // At moments all over the collection, which takes some 20 ms.
  for (int milliseconds = 0; milliseconds < 40; milliseconds += 5) {
    Age();
    Start();
    TestClient other(address_);
    std::thread collecting([&] { Collect(other).status().IgnoreError(); });
    absl::SleepFor(absl::Milliseconds(milliseconds));
    Kill();
    collecting.join();
  }
  Age();
  Start();
  ExpectAllThere(sweep_id);
  ASSERT_OK(Collect(*client_));
  ExpectAllThere(sweep_id);
  EXPECT_EQ(Files(), needed);
}

}  // namespace
}  // namespace lehr::server
