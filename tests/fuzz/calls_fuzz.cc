// Whatever a peer calls, in any order: the coordinator answers or refuses, and
// the database keeps its invariants. An input is calls in protobuf's text
// format, each behind a line with its name:
//
//   CancelSweep
//   sweep_id: 1
//
// Before them there are a sweep and a worker "w" that has leased a segment.

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include "proto/plan/plan.h"
#include "proto/support/log.h"
#include "proto/support/version.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/invariants.h"
#include "server/coordinator/submission_check.h"
#include "server/coordinator/uploader_check.h"
#include "tests/fuzz/fuzz_target.h"

namespace lehr::server {
namespace {

using ::google::protobuf::TextFormat;

// Larger sweeps take seconds each, and no other way.
constexpr std::size_t kMostSegments = 3000;
constexpr std::size_t kMostCalls = 20;

const absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

const char kSweep[] = R"(
  request_id: "first"
  spec {
    name: "test" seed: 1
    material {
      components { element: "Cu" fraction: 0.64 }
      components { element: "Zr" fraction: 0.36 }
      potential { sha256: "pppppppppppppppppppppppppppppppp" name: "CuZr"
                  elements: "Cu" elements: "Zr" cutoff_angstrom: 7.6 } }
    sample { create { cells { x: 6 y: 6 z: 6 } } }
    sample { hold { temperature_kelvin { number: 2000 }
                    time_ps { number: 2 } } }
    treatments { name: "as_cast" }
    treatments {
      name: "annealed"
      parameters { name: "kelvin" list { values: [600, 900] } }
      stages { hold { temperature_kelvin { parameter: "kelvin" }
                      time_ps { number: 1 } } } }
    test { measure { measures { energy { time_ps { number: 1 } } } } } })";

// Quiet has the libraries say nothing about what they are given.
struct Quiet {
  Quiet() { SetLogThreshold(Severity::kError); }
  google::protobuf::LogSilencer silencer;
};

// Bench is a coordinator to be called.
class Bench {
 public:
  Bench() {
    auto opened = Database::OpenInMemory();
    Must(opened.status());
    database_ = *std::move(opened);
    coordinator_ = std::make_unique<Coordinator>(
        database_.get(),
        CoordinatorOptions{.time_to_live = absl::Seconds(30),
                           .heartbeat_interval = absl::Seconds(5)});
    Must(coordinator_->Recover(kStart));
    Must(coordinator_->AddArtifact(std::string(32, 'p'), 10, kStart));
    v1::SubmitSweepRequest sweep;
    if (!TextFormat::ParseFromString(kSweep, &sweep)) std::abort();
    Must(Submit(sweep));
    v1::RegisterWorkerRequest worker;
    worker.set_session("wwwwwwwwwwwwwwww");
    worker.set_name("w");
    worker.set_threads(1);
    worker.set_numerics_version(kNumericsVersion);
    Must(coordinator_->RegisterWorker(worker, kStart).status());
    v1::LeaseSegmentRequest lease;
    lease.set_session(worker.session());
    lease.set_sequence(1);
    Must(coordinator_->LeaseSegment(lease, kStart).status());
    AddCalls();
  }

  // The calls of an input, and nothing of them is left.
  void Run(std::string_view input) {
    database_->Begin();
    now_ = kStart;
    std::vector<std::string> sections = Sections(input);
    if (sections.size() > kMostCalls) sections.resize(kMostCalls);
    for (const std::string& section : sections) {
      const std::size_t end = section.find('\n');
      const auto call = calls_.find(section.substr(0, end));
      if (call == calls_.end() || end == std::string::npos) continue;
      now_ += absl::Seconds(7);
      call->second(section.substr(end + 1));
    }
    const auto broken = FindBrokenInvariants(*database_);
    Must(broken.status());
    for (const BrokenInvariant& one : *broken) {
      std::fprintf(stderr, "%s\n", one.text.c_str());
    }
    if (!broken->empty()) std::abort();
    database_->Rollback();
    Must(coordinator_->Recover(kStart));
  }

 private:
  // A line that is the name of a call begins a section.
  std::vector<std::string> Sections(std::string_view input) const {
    std::vector<std::string> sections;
    for (const absl::string_view line :
         absl::StrSplit(absl::string_view(input.data(), input.size()), '\n')) {
      if (calls_.count(std::string(line)) > 0 || sections.empty()) {
        sections.emplace_back();
      }
      sections.back().append(std::string(line)).push_back('\n');
    }
    return sections;
  }

  absl::Status Submit(const v1::SubmitSweepRequest& request) {
    const auto plan = plan::MakePlan(request.spec());
    if (!plan.ok()) return plan.status();
    if (plan->segments.size() > kMostSegments) return absl::OkStatus();
    absl::Status few = CheckSweepsOfUser(*database_, request, 2);
    if (!few.ok()) return few;
    return coordinator_->SubmitSweep(request, *plan, now_).status();
  }

  // `run` takes a Request and returns what has a status.
  template <typename Request, typename Call>
  void Add(const std::string& name, Call run) {
    calls_[name] = [run](const std::string& text) {
      Request request;
      TextFormat::Parser parser;
      parser.AllowPartialMessage(true);
      // What could be read until a mistake is a request, too.
      (void)parser.ParseFromString(text, &request);
      (void)run(request);
    };
  }

  void AddCalls();
  void AddWorkersCalls();

  std::unique_ptr<Database> database_;
  std::unique_ptr<Coordinator> coordinator_;
  absl::Time now_ = kStart;
  std::map<std::string, std::function<void(const std::string&)>> calls_;
};

void Bench::AddCalls() {
  Coordinator& to = *coordinator_;
  Add<v1::SubmitSweepRequest>(
      "SubmitSweep", [this](const auto& request) { return Submit(request); });
  Add<v1::PlanSweepRequest>("PlanSweep", [&to](const auto& request) {
    const auto plan = plan::MakePlan(request.spec());
    return plan.ok() && plan->segments.size() <= kMostSegments
               ? to.PlanSweep(request, *plan).status()
               : plan.status();
  });
  Add<v1::ExtendSweepRequest>("ExtendSweep", [this](const auto& request) {
    const auto plan = plan::MakePlan(request.spec());
    return plan.ok() && plan->segments.size() <= kMostSegments
               ? coordinator_->ExtendSweep(request, *plan, now_).status()
               : plan.status();
  });
  Add<v1::CancelSweepRequest>("CancelSweep", [this](const auto& request) {
    return coordinator_->CancelSweep(request, now_);
  });
  Add<v1::PauseSweepRequest>("PauseSweep", [this](const auto& request) {
    return coordinator_->PauseSweep(request, now_);
  });
  Add<v1::ResumeSweepRequest>("ResumeSweep", [this](const auto& request) {
    return coordinator_->ResumeSweep(request, now_);
  });
  Add<v1::UpdateSweepRequest>("UpdateSweep", [&to](const auto& request) {
    return to.UpdateSweep(request);
  });
  Add<v1::RetrySegmentsRequest>("RetrySegments", [this](const auto& request) {
    return coordinator_->RetrySegments(request, now_);
  });
  Add<v1::ListFailuresRequest>("ListFailures", [&to](const auto& request) {
    return to.ListFailures(request);
  });
  Add<v1::ListSweepsRequest>("ListSweeps", [&to](const auto& request) {
    return to.ListSweeps(request);
  });
  Add<v1::GetSweepRequest>(
      "GetSweep", [&to](const auto& request) { return to.GetSweep(request); });
  Add<v1::WatchSweepRequest>("WatchSweep", [&to](const auto& request) {
    return to.WatchSweep(request);
  });
  Add<v1::ListResultsRequest>("ListResults", [&to](const auto& request) {
    return to.ListResults(request);
  });
  Add<v1::GetProvenanceRequest>("GetProvenance", [&to](const auto& request) {
    return to.GetProvenance(request);
  });
  Add<v1::ExplainRequest>("Explain", [this](const auto& request) {
    return coordinator_->Explain(request, now_);
  });
  Add<v1::DrainWorkersRequest>("DrainWorkers", [this](const auto& request) {
    return coordinator_->DrainWorkers(request, now_);
  });
  Add<v1::RegisterPotentialRequest>(
      "RegisterPotential", [this](const auto& request) {
        return coordinator_->RegisterPotential(request, now_);
      });
  AddWorkersCalls();
}

void Bench::AddWorkersCalls() {
  Add<v1::RegisterWorkerRequest>("RegisterWorker", [this](const auto& request) {
    return coordinator_->RegisterWorker(request, now_);
  });
  Add<v1::LeaseSegmentRequest>("LeaseSegment", [this](const auto& request) {
    return coordinator_->LeaseSegment(request, now_);
  });
  Add<v1::HeartbeatRequest>("Heartbeat", [this](const auto& request) {
    return coordinator_->Heartbeat(request, now_);
  });
  Add<v1::CommitCheckpointRequest>(
      "CommitCheckpoint", [this](const auto& request) {
        return coordinator_->CommitCheckpoint(request, now_);
      });
  Add<v1::CompleteAttemptRequest>(
      "CompleteAttempt", [this](const auto& request) {
        return coordinator_->CompleteAttempt(request, now_);
      });
  Add<v1::EndAttemptRequest>("EndAttempt", [this](const auto& request) {
    return coordinator_->EndAttempt(request, now_);
  });
  Add<v1::ReportSpeedsRequest>("ReportSpeeds", [this](const auto& request) {
    return coordinator_->ReportSpeeds(request, now_);
  });
  Add<v1::UploadArtifactRequest>("UploadArtifact", [this](const auto& request) {
    const absl::Status own = CheckUploader(*database_, request);
    return own.ok() ? coordinator_->AddArtifact(request.sha256(), 10, now_)
                    : own;
  });
  // No call: time goes on.
  Add<v1::ListWorkersRequest>("ExpireLeases", [this](const auto&) {
    now_ += absl::Minutes(1);
    return coordinator_->ExpireLeases(now_);
  });
}

}  // namespace
}  // namespace lehr::server

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const auto* const kQuiet = new lehr::server::Quiet();
  (void)kQuiet;
  static auto* const bench = new lehr::server::Bench();
  bench->Run(lehr::Text(data, size));
  return 0;
}
