// Every order in which two workers, a clock and a restart can get into each
// other's way over one segment.

#include <array>
#include <memory>
#include <optional>
#include <unordered_map>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proto/support/log.h"
#include "tests/server/coordinator/simulated_pool.h"
#include "tests/server/simulation/checked_server.h"
#include "tests/server/simulation/sweep_family.h"

namespace lehr::server {
namespace {

// What may happen next. All but the last two are done by one of the workers.
enum Event {
  kLease,
  kRepeatLease,
  kHeartbeat,
  kObey,  // a heartbeat after which the worker drops what it is to stop
  kCheckpoint,
  kComplete,
  kFail,
  kReturn,
  kEventsOfAWorker,
  // Sixteen of the thirty seconds of a lease: who is silent twice is lost.
  kTimePasses = kEventsOfAWorker,
  kRestart,
  kEvents,
};

constexpr std::array<const char*, kEvents> kNames = {
    "lease",    "repeat", "heartbeat", "obey",        "checkpoint",
    "complete", "fail",   "return",    "time passes", "restart"};

struct Worker {
  std::string session;
  std::int64_t sequence = 0;
  std::optional<v1::Lease> lease = {};
};

// All that one node of the search is, apart from the database's rows, which a
// savepoint brings back.
struct Node {
  CheckedServer server;
  absl::Time now;
  std::array<Worker, 2> workers;
};

class SmallScopeTest : public testing::Test {
 protected:
  SmallScopeTest() : database_(*Database::OpenInMemory()) {
    SetLogThreshold(Severity::kError);
  }
  ~SmallScopeTest() override { SetLogThreshold(Severity::kInfo); }

  // One segment is left: the last one of the smallest sweep.
  Node Start() {
    Node node = {.server = CheckedServer(database_.get(), true, now_),
                 .now = now_,
                 .workers = {Worker{.session = "a..............."},
                             Worker{.session = "b..............."}}};
    EXPECT_TRUE(node.server.Upload(TestPotentialSha256(), now_).ok());
    EXPECT_TRUE(node.server.Submit(SubmissionOf(4, 0, "r", 0), now_).ok());
    for (const Worker& worker : node.workers) {
      EXPECT_TRUE(node.server.Register(worker.session, now_).ok());
    }
    for (int i = 0; i < 4; ++i) {
      Do(node, node.workers[0], kLease);
      Do(node, node.workers[0], kComplete);
      node.workers[0].lease.reset();
    }
    Statement left = database_->Query(
        "SELECT COUNT(*), min(state) FROM segments WHERE state <> 'DONE'");
    EXPECT_TRUE(left.Step());
    EXPECT_EQ(left.Int(0), 1);
    EXPECT_EQ(left.Text(1), "READY");
    return node;
  }

  // False if the event cannot happen here.
  static bool Do(Node& node, int event) {
    if (event == 2 * kEventsOfAWorker) {
      node.now += absl::Seconds(16);
      EXPECT_TRUE(node.server.Expire(node.now).ok());
      return true;
    }
    if (event == 2 * kEventsOfAWorker + 1) {
      node.server.Restart(node.now);
      return true;
    }
    return Do(node,
              node.workers[static_cast<std::size_t>(event / kEventsOfAWorker)],
              static_cast<Event>(event % kEventsOfAWorker));
  }

  static bool Do(Node& node, Worker& worker, Event event) {
    switch (event) {
      case kLease:
      case kRepeatLease:
        return Lease(node, worker, event == kRepeatLease);
      case kHeartbeat:
      case kObey:
        return Beat(node, worker, event == kObey);
      default:
        return worker.lease.has_value() && Report(node, worker, event);
    }
  }

  static bool Lease(Node& node, Worker& worker, bool repeat) {
    // A worker that has work asks for none; a repeat comes when the answer was
    // lost.
    if (worker.lease.has_value() != repeat) return false;
    v1::LeaseSegmentRequest request;
    request.set_session(worker.session);
    if (!repeat) ++worker.sequence;
    request.set_sequence(worker.sequence);
    const auto response = node.server.Lease(request, node.now);
    if (absl::IsNotFound(response.status())) {
      return node.server.Register(worker.session, node.now).ok();
    }
    if (!repeat && response.ok() && response->has_lease()) {
      worker.lease = response->lease();
    }
    return true;
  }

  static bool Beat(Node& node, Worker& worker, bool obey) {
    v1::HeartbeatRequest request;
    request.set_session(worker.session);
    if (worker.lease.has_value()) {
      *request.add_progress()->mutable_id() = worker.lease->id();
    }
    const auto response = node.server.Heartbeat(request, node.now);
    if (absl::IsNotFound(response.status())) {
      return node.server.Register(worker.session, node.now).ok();
    }
    if (obey) {
      if (response->stop().empty()) return false;
      worker.lease.reset();
    }
    return true;
  }

  // Reports may be repeated: the worker keeps its lease until it is told.
  static bool Report(Node& node, Worker& worker, Event event) {
    v1::EndAttemptRequest end;
    end.set_session(worker.session);
    *end.mutable_id() = worker.lease->id();
    switch (event) {
      case kCheckpoint: {
        v1::CommitCheckpointRequest request;
        request.set_session(worker.session);
        *request.mutable_id() = worker.lease->id();
        request.mutable_checkpoint()->set_step(7);
        const std::string state = CheckpointStateOf(*worker.lease, 7);
        request.mutable_checkpoint()->set_state_sha256(state);
        EXPECT_TRUE(node.server.Upload(state, node.now).ok());
        node.server.Checkpoint(request, node.now).IgnoreError();
        return true;
      }
      case kComplete: {
        v1::CompleteAttemptRequest request = ResultOf(*worker.lease);
        request.set_session(worker.session);
        for (const std::string& sha256 :
             {request.end_state_sha256(), request.curve_sha256()}) {
          if (sha256.empty()) continue;
          EXPECT_TRUE(node.server.Upload(sha256, node.now).ok());
        }
        node.server.Complete(request, node.now).IgnoreError();
        return true;
      }
      case kFail:
        end.set_end(v1::ATTEMPT_END_FAILED);
        end.set_code(static_cast<int>(absl::StatusCode::kUnavailable));
        break;
      default:
        end.set_end(v1::ATTEMPT_END_RETURNED);
    }
    node.server.End(end, node.now).IgnoreError();
    return true;
  }

  static std::string Fingerprint(const Node& node) {
    std::string text = node.server.model()->Fingerprint(node.now);
    for (const Worker& worker : node.workers) {
      absl::StrAppend(
          &text, worker.sequence, " ",
          worker.lease.has_value() ? worker.lease->id().attempt() : 0, "\n");
    }
    return text;
  }

  void AppendName(int event) {
    const int name = event < 2 * kEventsOfAWorker ? event % kEventsOfAWorker
                                                  : event - kEventsOfAWorker;
    absl::StrAppend(&path_,
                    event < kEventsOfAWorker       ? ", a "
                    : event < 2 * kEventsOfAWorker ? ", b "
                                                   : ", ",
                    kNames[static_cast<std::size_t>(name)]);
  }

  // Depth first, `depth` events more. States that have been searched as deep
  // are not searched again.
  void Search(const Node& node, int depth) {
    ++nodes_;
    ASSERT_EQ(node.server.complaint(), "") << "after " << path_;
    if (depth == 0) return;
    int& searched = searched_[Fingerprint(node)];
    if (searched >= depth) return;
    searched = depth;
    for (int event = 0; event < 2 * kEventsOfAWorker + 2; ++event) {
      const std::size_t length = path_.size();
      Node next = node;
      // Undone in any case, to look at the next event from here.
      database_
          ->InSavepoint([&]() -> absl::Status {
            // What the coordinator keeps in step with the rows is not brought
            // back with them: it is to look at all of them again.
            database_->RunScript(
                "UPDATE segments SET state = state;"
                "UPDATE sweeps SET state = state;");
            if (Do(next, event)) {
              AppendName(event);
              Search(next, depth - 1);
            }
            return absl::CancelledError("seen");
          })
          .IgnoreError();
      path_.resize(length);
      if (HasFatalFailure()) return;
    }
  }

  absl::Time now_ = absl::FromUnixSeconds(1800000000);
  std::unique_ptr<Database> database_;
  std::unordered_map<std::string, int> searched_;
  std::string path_;
  int nodes_ = 0;
};

TEST_F(SmallScopeTest, NoOrderOfSevenEventsBreaksAPromise) {
  Search(Start(), 7);
  RecordProperty("nodes", nodes_);
  RecordProperty("states", static_cast<int>(searched_.size()));
  // Otherwise most events were not possible.
  EXPECT_GT(searched_.size(), 500u);
}

}  // namespace
}  // namespace lehr::server
