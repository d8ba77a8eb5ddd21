// The real server with two real workers: what is there is not computed again
// unless somebody wants it, and then every bit is the same.

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include "lehr/v1/sweep_service.grpc.pb.h"
#include "proto/support/channel.h"
#include "tests/support/program.h"

namespace lehr {
namespace {

namespace fs = std::filesystem;

constexpr char kPotential[] =
    "/usr/share/lammps/potentials/CuZr_mm.eam.fs";  // Debian's lammps-data

// All kinds of laws and measurements that take no time, on 500 atoms.
constexpr char kSweep[] = R"(
name: again
material: {composition: {Cu: 0.64, Zr: 0.36}}
settings: {record_ps: 0.004}
seed: 7
sample:
  - create: {cells: [5, 5, 5]}
  - hold: {T: 1200, time_ps: 0.2, P: 0, couple: iso}
  - ramp: {T_to: 300, rate: 2000}
treatments:
  aged:
    parameters: {time: [0.1, 0.3]}
    stages:
      - hold: {time_ps: $time}
test:
  - measure: [{energy: {time_ps: 0.1}}, structure]
  - deform: {rate_per_s: 1e11, to: 0.02}
  - measure: [modulus]
)";

class SecondResultsTest : public testing::Test {
 protected:
  SecondResultsTest()
      : folder_(MakeTestFolder()),
        data_(folder_ / "data"),
        address_(absl::StrCat("unix:", (data_ / "lehrd.sock").string())) {}

  void SetUp() override {
    if (!fs::exists(kPotential)) {
      GTEST_SKIP() << kPotential << " is not there: install lammps-data";
    }
    std::ofstream(folder_ / "again.yaml") << kSweep;
    server_ = Start({"lehrd", "--data", data_.string(), "--listen", address_});
    stub_ = v1::SweepService::NewStub(MakeChannel(address_));
    ASSERT_TRUE(WaitUntil([&] { return Get(1).ok(); }, absl::Seconds(30)));
    for (const char* cache : {"c1", "c2"}) {
      workers_.push_back(
          Start({"lehr-worker", "--server", address_, "--threads", "1",
                 "--cache", (folder_ / cache).string()}));
    }
    const ProgramResult submitted = RunProgram(
        folder_, {absl::StrCat(LEHR_BINARY_DIR, "/lehr"), "submit",
                  (folder_ / "again.yaml").string(), "--server", address_});
    ASSERT_EQ(submitted.code, 0) << submitted.errors;
    WaitForSweep(1);
  }

  std::unique_ptr<Program> Start(std::vector<std::string> command) {
    command[0] = absl::StrCat(LEHR_BINARY_DIR, "/", command[0]);
    return std::make_unique<Program>(folder_, command);
  }

  // Of a sweep that need not exist: whether the server answers.
  grpc::Status Get(std::int64_t sweep_id) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(10));
    v1::GetSweepRequest request;
    request.set_sweep_id(sweep_id);
    sweep_.Clear();
    const grpc::Status status = stub_->GetSweep(&context, request, &sweep_);
    return status.error_code() == grpc::StatusCode::NOT_FOUND ? grpc::Status::OK
                                                              : status;
  }

  void WaitForSweep(std::int64_t sweep_id) {
    ASSERT_TRUE(WaitUntil(
        [&] {
          return Get(sweep_id).ok() &&
                 sweep_.sweep().state() > v1::SWEEP_STATE_RUNNING;
        },
        absl::Minutes(3)));
    ASSERT_EQ(sweep_.sweep().state(), v1::SWEEP_STATE_DONE)
        << sweep_.ShortDebugString();
  }

  // Submits and waits; sweep_ is then that sweep.
  void Run(const v1::SubmitSweepRequest& request) {
    grpc::ClientContext context;
    v1::SubmitSweepResponse response;
    const grpc::Status status =
        stub_->SubmitSweep(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
    summary_ = response.summary();
    WaitForSweep(response.sweep_id());
  }

  fs::path folder_;
  fs::path data_;
  std::string address_;
  std::unique_ptr<Program> server_;
  std::vector<std::unique_ptr<Program>> workers_;
  std::unique_ptr<v1::SweepService::Stub> stub_;
  v1::GetSweepResponse sweep_;
  v1::PlanSummary summary_;
};

TEST_F(SecondResultsTest, RecomputingGivesTheSameBits) {
  v1::SubmitSweepRequest request;
  *request.mutable_spec() = sweep_.spec();
  request.set_request_id("again");
  Run(request);
  EXPECT_EQ(summary_.atom_steps().to_do(), 0);  // it was there
  request.set_request_id("recompute");
  request.set_recompute(true);
  Run(request);
  EXPECT_GT(sweep_.segments_size(), 10);
  for (const v1::Segment& segment : sweep_.segments()) {
    EXPECT_EQ(segment.confirmations(), 1) << segment.label();
    EXPECT_EQ(segment.divergences_size(), 0) << segment.ShortDebugString();
    EXPECT_EQ(segment.attempts(), 2) << segment.label();
  }
}

TEST_F(SecondResultsTest,
       AWiderSweepComputesOnlyWhatIsNewAndAnAuditConfirmsIt) {
  v1::SubmitSweepRequest request;
  *request.mutable_spec() = sweep_.spec();
  request.set_request_id("wider");
  request.mutable_spec()
      ->mutable_treatments(0)
      ->mutable_parameters(0)
      ->mutable_list()
      ->add_values(0.4);
  Run(request);
  EXPECT_EQ(sweep_.sweep().points(), 3);
  // The hold of 0.4 ps and what comes behind it.
  EXPECT_EQ(summary_.segments() - summary_.segments_done(), 5);
  for (const v1::Segment& segment : sweep_.segments()) {
    EXPECT_EQ(segment.attempts(), 1) << segment.label();
  }
  request.set_request_id("audit");
  request.set_audit_fraction(1);
  Run(request);
  for (const v1::Segment& segment : sweep_.segments()) {
    EXPECT_EQ(segment.confirmations(), 1) << segment.label();
    EXPECT_EQ(segment.divergences_size(), 0) << segment.ShortDebugString();
  }
}

TEST_F(SecondResultsTest, AFinerRecordingRunsTheDynamicsAgainAndNothingElse) {
  const v1::GetSweepResponse before = sweep_;
  v1::SubmitSweepRequest request;
  *request.mutable_spec() = sweep_.spec();
  request.set_request_id("finer");
  request.mutable_spec()->mutable_settings()->set_record_ps(0.002);
  Run(request);
  ASSERT_EQ(sweep_.segments_size(), before.segments_size());
  for (int i = 0; i < sweep_.segments_size(); ++i) {
    const v1::Segment& segment = sweep_.segments(i);
    const bool recorded =
        segment.physical_time_ps() > 0 && !segment.measurement();
    EXPECT_EQ(segment.attempts(), recorded ? 2 : 1) << segment.label();
    EXPECT_EQ(segment.divergences_size(), 0) << segment.ShortDebugString();
    EXPECT_EQ(segment.end_state_sha256(),
              before.segments(i).end_state_sha256());
    EXPECT_EQ(segment.curve_sha256() != before.segments(i).curve_sha256(),
              recorded)
        << segment.label();
  }
}

}  // namespace
}  // namespace lehr
