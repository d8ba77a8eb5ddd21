// The whole server, over its socket.

#include "server/service/server.h"

#include <future>
#include <thread>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <gtest/gtest.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/support/rpc_status.h"
#include "tests/proto/plan/sweeps.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/service/test_client.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::_;
using ::testing::HasSubstr;

TEST_F(ServerTest, ASweepIsSubmittedComputedAndRead) {
  const auto submitted = client_->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  EXPECT_EQ(submitted->summary().points(), 3);
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  EXPECT_EQ(worker.WorkThrough(), submitted->summary().segments());
  const auto sweep = client_->SweepOf(submitted->sweep_id());
  ASSERT_OK(sweep);
  EXPECT_EQ(sweep->state(), v1::SWEEP_STATE_DONE);
  v1::ListResultsRequest request;
  request.set_sweep_id(submitted->sweep_id());
  v1::ListResultsResponse results;
  ASSERT_OK(FromGrpc(
      client_->sweeps->ListResults(Deadline().get(), request, &results)));
  EXPECT_EQ(results.points_size(), 3);
}

TEST_F(ServerTest, APulledSweepWaitsForItsMeasurement) {
  const auto submitted = client_->Submit(kPulled, "a");
  ASSERT_OK(submitted);
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  EXPECT_EQ(worker.WorkThrough(), submitted->summary().segments());
  EXPECT_EQ(client_->SweepOf(submitted->sweep_id())->state(),
            v1::SWEEP_STATE_DONE);
}

TEST_F(ServerTest, ASessionLivesOnWhenTheServerIsRestarted) {
  const auto submitted = client_->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  const auto lease = worker.Lease(absl::Seconds(1));
  ASSERT_OK(lease);
  ASSERT_TRUE(lease->has_lease());
  Stop();
  auto server = Server::Start(options_);
  ASSERT_OK(server);
  server_ = *std::move(server);
  const auto heartbeat = worker.Heartbeat(lease->lease());
  ASSERT_OK(heartbeat);
  EXPECT_EQ(heartbeat->stop_size(), 0);
  const auto repeat = worker.RepeatLease(absl::ZeroDuration());
  ASSERT_OK(repeat);
  EXPECT_EQ(repeat->SerializeAsString(), lease->SerializeAsString());
  EXPECT_OK(worker.Complete(lease->lease()));
  EXPECT_EQ(worker.WorkThrough(), submitted->summary().segments() - 1);
}

TEST_F(ServerTest, ASilentWorkersSegmentGoesToAnother) {
  Stop();
  options_.lease_seconds = 1;
  Start();
  ASSERT_OK(client_->Submit(kAnnealed, "a"));
  FakeWorker silent(client_.get(), "silent");
  ASSERT_OK(silent.Register());
  const auto lost = silent.Lease(absl::Seconds(1));
  ASSERT_OK(lost);
  FakeWorker other(client_.get(), "other");
  absl::StatusOr<v1::LeaseSegmentResponse> taken;
  const bool got = WaitUntil(
      [&] {
        EXPECT_OK(other.Register());  // a sign of life
        taken = other.Lease(absl::Milliseconds(200));
        return taken.ok() && taken->has_lease();
      },
      absl::Seconds(10));
  ASSERT_TRUE(got) << taken.status();
  EXPECT_EQ(taken->lease().id().segment_id(), lost->lease().id().segment_id());
  EXPECT_EQ(taken->lease().id().attempt(), 2);
}

TEST_F(ServerTest, AWorkerThatWaitsIsWokenByWork) {
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  auto waiting = std::async(std::launch::async,
                            [&] { return worker.Lease(absl::Seconds(15)); });
  const absl::Time before = absl::Now();
  ASSERT_OK(client_->Submit(kAnnealed, "a"));
  const auto response = waiting.get();
  ASSERT_OK(response);
  EXPECT_TRUE(response->has_lease());
  EXPECT_LT(absl::Now() - before, absl::Seconds(10));
}

TEST_F(ServerTest, WaitingEndsWithoutALeaseWhenThereIsNoWork) {
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  const absl::Time before = absl::Now();
  const auto response = worker.Lease(absl::Milliseconds(300));
  ASSERT_OK(response);
  EXPECT_FALSE(response->has_lease());
  EXPECT_GE(absl::Now() - before, absl::Milliseconds(300));
}

TEST_F(ServerTest, AskingAgainEndsTheOlderQuestion) {
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  auto older = std::async(std::launch::async,
                          [&] { return worker.Lease(absl::Seconds(15)); });
  // Whichever comes second ends the other.
  absl::StatusOr<v1::LeaseSegmentResponse> newer;
  const bool ended = WaitUntil(
      [&] {
        newer = worker.RepeatLease(absl::Milliseconds(100));
        return older.wait_for(std::chrono::seconds(0)) ==
               std::future_status::ready;
      },
      absl::Seconds(10));
  EXPECT_TRUE(ended);
  EXPECT_THAT(older.get(), StatusIs(absl::StatusCode::kAborted, _));
}

TEST_F(ServerTest, AWorkerThatHungUpGetsNoLease) {
  FakeWorker gone(client_.get(), "gone");
  ASSERT_OK(gone.Register());
  v1::LeaseSegmentRequest request;
  request.set_session(gone.session());
  request.set_sequence(1);
  request.mutable_wait()->set_seconds(30);
  v1::LeaseSegmentResponse response;
  EXPECT_FALSE(client_->workers
                   ->LeaseSegment(Deadline(absl::Milliseconds(300)).get(),
                                  request, &response)
                   .ok());
  const auto submitted = client_->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  const auto lease = worker.Lease(absl::Seconds(5));
  ASSERT_OK(lease);
  ASSERT_TRUE(lease->has_lease());
  EXPECT_EQ(lease->lease().id().attempt(), 1);
}

TEST_F(ServerTest, WhoHasTheAnswerToAChangeSeesTheChange) {
  for (int i = 0; i < 20; ++i) {
    const auto submitted = client_->Submit(kAnnealed, std::to_string(i));
    ASSERT_OK(submitted);
    v1::ListSweepsRequest list;
    v1::ListSweepsResponse sweeps;
    ASSERT_OK(
        FromGrpc(client_->sweeps->ListSweeps(Deadline().get(), list, &sweeps)));
    ASSERT_GT(sweeps.sweeps_size(), 0);
    EXPECT_EQ(sweeps.sweeps(0).sweep_id(), submitted->sweep_id());
    EXPECT_OK(client_->SweepOf(submitted->sweep_id()));
  }
}

TEST_F(ServerTest, WatchingGoesOnUntilTheSweepHasEnded) {
  const auto submitted = client_->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  v1::WatchSweepRequest request;
  request.set_sweep_id(submitted->sweep_id());
  const auto context = Deadline(absl::Minutes(1));
  const auto reader = client_->sweeps->WatchSweep(context.get(), request);
  v1::WatchSweepResponse picture;
  ASSERT_TRUE(reader->Read(&picture));
  EXPECT_EQ(picture.sweep().state(), v1::SWEEP_STATE_RUNNING);
  EXPECT_GT(picture.atom_steps_total(), 0);
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  worker.WorkThrough();
  while (reader->Read(&picture)) {
  }
  EXPECT_OK(FromGrpc(reader->Finish()));
  EXPECT_EQ(picture.sweep().state(), v1::SWEEP_STATE_DONE);
  EXPECT_EQ(picture.atom_steps_done(), picture.atom_steps_total());
}

TEST_F(ServerTest, WatchingAnEndedSweepGivesOnePicture) {
  const auto submitted = client_->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  v1::CancelSweepRequest cancel;
  cancel.set_sweep_id(submitted->sweep_id());
  v1::CancelSweepResponse cancelled;
  ASSERT_OK(FromGrpc(
      client_->sweeps->CancelSweep(Deadline().get(), cancel, &cancelled)));
  v1::WatchSweepRequest request;
  request.set_sweep_id(submitted->sweep_id());
  const auto context = Deadline();
  const auto reader = client_->sweeps->WatchSweep(context.get(), request);
  v1::WatchSweepResponse picture;
  int pictures = 0;
  while (reader->Read(&picture)) ++pictures;
  EXPECT_OK(FromGrpc(reader->Finish()));
  EXPECT_EQ(pictures, 1);
  EXPECT_EQ(picture.sweep().state(), v1::SWEEP_STATE_CANCELLED);
}

TEST_F(ServerTest, WatchingWhatDoesNotExistIsNotFound) {
  v1::WatchSweepRequest request;
  request.set_sweep_id(77);
  const auto context = Deadline();
  const auto reader = client_->sweeps->WatchSweep(context.get(), request);
  v1::WatchSweepResponse picture;
  EXPECT_FALSE(reader->Read(&picture));
  EXPECT_THAT(FromGrpc(reader->Finish()),
              StatusIs(absl::StatusCode::kNotFound, "no sweep 77"));
}

TEST_F(ServerTest, AWrongSpecIsAnsweredWithAllThatIsWrong) {
  v1::PlanSweepRequest request;
  *request.mutable_spec() = plan::ParseSweep(plan::kSample);
  request.mutable_spec()->set_name("");
  v1::PlanSweepResponse response;
  const absl::Status status = FromGrpc(
      client_->sweeps->PlanSweep(Deadline().get(), request, &response));
  ASSERT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument, _));
  v1::SpecViolations violations;
  ASSERT_TRUE(violations.ParseFromString(DetailOf(status).value_or("")));
  EXPECT_GT(violations.violations_size(), 0);
}

TEST_F(ServerTest, PlanningChangesNothing) {
  v1::PlanSweepRequest request;
  *request.mutable_spec() =
      plan::ParseSweep(std::string(plan::kSample) + kAnnealed);
  v1::PlanSweepResponse response;
  ASSERT_OK(FromGrpc(
      client_->sweeps->PlanSweep(Deadline().get(), request, &response)));
  EXPECT_EQ(response.summary().points(), 3);
  EXPECT_EQ(response.segments_size(), response.summary().segments());
  v1::ListSweepsResponse sweeps;
  ASSERT_OK(FromGrpc(client_->sweeps->ListSweeps(
      Deadline().get(), v1::ListSweepsRequest(), &sweeps)));
  EXPECT_EQ(sweeps.sweeps_size(), 0);
}

TEST_F(ServerTest, ManyWorkersShareASweepWithoutDoingAnythingTwice) {
  std::string temperatures;
  for (int i = 0; i < 12; ++i) absl::StrAppend(&temperatures, 400 + i, ",");
  temperatures.pop_back();
  const auto submitted = client_->Submit(
      absl::StrCat(
          "treatments { name: \"annealed\" parameters { name: \"kelvin\""
          " list { values: [",
          temperatures,
          "] } } stages { hold {"
          " temperature_kelvin { parameter: \"kelvin\" }"
          " time_ps { number: 1 } } } }"
          " test { measure { measures { energy {} } } }"),
      "a");
  ASSERT_OK(submitted);
  std::vector<std::future<int>> done;
  for (int i = 0; i < 4; ++i) {
    done.push_back(std::async(std::launch::async, [&, i] {
      FakeWorker worker(client_.get(), absl::StrCat("w", i));
      EXPECT_OK(worker.Register());
      int count = 0;
      for (;;) {
        const auto response = worker.Lease(absl::Milliseconds(500));
        EXPECT_OK(response);
        if (!response.ok() || !response->has_lease()) return count;
        EXPECT_EQ(response->lease().id().attempt(), 1);
        EXPECT_OK(worker.Complete(response->lease()));
        ++count;
      }
    }));
  }
  int total = 0;
  for (auto& count : done) total += count.get();
  EXPECT_EQ(total, submitted->summary().segments());
  EXPECT_EQ(client_->SweepOf(submitted->sweep_id())->state(),
            v1::SWEEP_STATE_DONE);
}

TEST_F(ServerTest, StopsSoonAlsoWhileCallsWait) {
  const auto submitted = client_->Submit(kAnnealed, "a");
  ASSERT_OK(submitted);
  v1::WatchSweepRequest request;
  request.set_sweep_id(submitted->sweep_id());
  const auto context = Deadline();
  const auto reader = client_->sweeps->WatchSweep(context.get(), request);
  v1::WatchSweepResponse picture;
  ASSERT_TRUE(reader->Read(&picture));
  FakeWorker worker(client_.get(), "w");
  ASSERT_OK(worker.Register());
  ASSERT_OK(worker.Lease(absl::Seconds(1)));
  auto waiting = std::async(std::launch::async,
                            [&] { return worker.Lease(absl::Seconds(15)); });
  const absl::Time before = absl::Now();
  Stop();
  EXPECT_LT(absl::Now() - before, absl::Seconds(3));
  while (reader->Read(&picture)) {
  }
  EXPECT_THAT(FromGrpc(reader->Finish()),
              StatusIs(absl::StatusCode::kUnavailable, _));
  EXPECT_FALSE(waiting.get().ok());
}

TEST_F(ServerTest, OnlyOneServerHasADataFolder) {
  ServerOptions other = options_;
  other.listen = {options_.listen[0] + "2"};
  EXPECT_THAT(Server::Start(other),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("another lehrd")));
}

TEST_F(ServerTest, AnAddressThatIsTakenIsNamed) {
  ServerOptions other = options_;
  other.data = MakeTestFolder() / "other";
  EXPECT_THAT(Server::Start(other), StatusIs(absl::StatusCode::kUnavailable,
                                             HasSubstr(other.listen[0])));
  other.listen = {"192.0.2.1:1"};  // for documentation: nobody has it
  other.insecure = true;
  EXPECT_THAT(Server::Start(other),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("192.0.2.1")));
}

}  // namespace
}  // namespace lehr::server
