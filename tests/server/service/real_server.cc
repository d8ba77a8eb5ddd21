#include "tests/server/service/real_server.h"

#include <csignal>
#include <fstream>

#include <absl/strings/str_cat.h>

#include "proto/support/rpc_status.h"
#include "proto/support/sha256.h"
#include "server/store/artifact_store.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Command(const fs::path& data,
                                 const std::string& address,
                                 const std::vector<std::string>& flags) {
  std::vector<std::string> command = {LEHRD, "--data", data.string(),
                                      "--listen", address};
  command.insert(command.end(), flags.begin(), flags.end());
  return command;
}

}  // namespace

RealServerTest::RealServerTest()
    : folder_(MakeTestFolder()),
      data_(folder_ / "data"),
      address_(absl::StrCat("unix:", data_.string(), "/lehrd.sock")) {}

void RealServerTest::Start(const std::vector<std::string>& flags) {
  program_ =
      std::make_unique<Program>(folder_, Command(data_, address_, flags));
  ASSERT_TRUE(WaitUntil(
      [&] { return program_->errors().find("listening") != std::string::npos; },
      absl::Seconds(20)))
      << program_->errors();
  // Who has it keeps it: the old connection is broken.
  if (client_ == nullptr) {
    client_ = std::make_unique<TestClient>(address_);
  } else {
    *client_ = TestClient(address_);
  }
}

ProgramResult RealServerTest::StartInVain(
    const std::vector<std::string>& flags) {
  return RunProgram(folder_, Command(data_, address_, flags),
                    absl::Seconds(20));
}

void RealServerTest::Kill() {
  program_->Signal(SIGKILL);
  ASSERT_TRUE(program_->Wait(absl::Seconds(10)).has_value());
}

void RealServerTest::Stop() {
  program_->Signal(SIGTERM);
  const auto result = program_->Wait(absl::Seconds(10));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->code, 0) << result->errors;
}

std::int64_t RealServerTest::MakeSweep() {
  const auto submitted = client_->Submit(kAnnealed, "a");
  EXPECT_OK(submitted);
  FakeWorker worker(client_.get(), "w");
  EXPECT_OK(worker.Register());
  EXPECT_GT(worker.WorkThrough(), 5);
  return submitted->sweep_id();
}

std::vector<v1::Segment> RealServerTest::SegmentsOf(std::int64_t sweep_id) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep_id);
  v1::GetSweepResponse sweep;
  EXPECT_OK(
      FromGrpc(client_->sweeps->GetSweep(Deadline().get(), request, &sweep)));
  return {sweep.segments().begin(), sweep.segments().end()};
}

void RealServerTest::ExpectAllThere(std::int64_t sweep_id) {
  for (const v1::Segment& segment : SegmentsOf(sweep_id)) {
    for (const std::string& sha256 :
         {segment.end_state_sha256(), segment.curve_sha256()}) {
      if (sha256.empty()) continue;
      const auto content = client_->Download(sha256);
      ASSERT_OK(content) << segment.label();
      EXPECT_EQ(Sha256Of(*content), sha256);
    }
  }
}

fs::path RealServerTest::FileOf(const std::string& sha256) const {
  return ArtifactStore(data_).PathOf(sha256);
}

void RealServerTest::Damage(const fs::path& path) {
  const auto middle = static_cast<std::streamoff>(fs::file_size(path) / 2);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(middle);
  const char byte = static_cast<char>(file.get() ^ 1);
  file.seekp(middle);
  file.put(byte);
}

}  // namespace lehr::server
