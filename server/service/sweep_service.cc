#include "server/service/sweep_service.h"

#include <memory>
#include <utility>

#include <absl/strings/str_format.h>

#include "proto/plan/point_count.h"
#include "server/coordinator/explain.h"
#include "server/coordinator/failure_report.h"
#include "server/coordinator/provenance.h"
#include "server/coordinator/result_report.h"
#include "server/coordinator/segment_report.h"
#include "server/coordinator/submission_check.h"
#include "server/coordinator/sweep_reports.h"
#include "server/service/sql_call.h"
#include "server/service/sweep_owner.h"
#include "server/service/unary_call.h"
#include "server/service/watch_call.h"

namespace lehr::server {

namespace {

absl::Status CheckPoints(const v1::SweepSpec& spec, std::int64_t most) {
  const std::int64_t points = plan::CountPoints(spec);
  if (points <= most) return absl::OkStatus();
  return absl::ResourceExhaustedError(absl::StrFormat(
      "sweep: expected at most %d points (lehrd --limit-points), found %d: "
      "submit it in parts",
      most, points));
}

}  // namespace

template <typename Request, typename Response, typename Decide>
grpc::ServerUnaryReactor* SweepService::DecidePlanned(
    grpc::CallbackServerContext* context, const Request* request,
    Response* response, Decide decide) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool_.Post([this, reactor, request, response, decide] {
    auto made = PlanOf(request->spec());
    if (!made.ok()) return reactor->Finish(ToGrpc(made.status()));
    auto plan = std::make_shared<const plan::Plan>(*std::move(made));
    DecideCall(
        executor_, reactor, response,
        [plan, decide](absl::Time now) { return decide(*plan, now); },
        Urgency::kBulk);
  });
  return reactor;
}

absl::Status SweepService::CheckOwner(const absl::StatusOr<Caller>& caller,
                                      std::int64_t sweep_id,
                                      const char* change) {
  if (!caller.ok()) return caller.status();
  return CheckSweepOwner(*admission_.database, *caller, sweep_id, change);
}

template <typename Request, typename Response, typename Decide>
grpc::ServerUnaryReactor* SweepService::ChangeSweep(
    grpc::CallbackServerContext* context, const Request* request,
    Response* response, const char* change, Decide decide) {
  const auto caller = admission_.callers->Find(*context);
  return AnswerCall(executor_, context, response,
                    [this, request, change, caller,
                     decide](absl::Time now) -> absl::StatusOr<Response> {
                      const absl::Status own =
                          CheckOwner(caller, request->sweep_id(), change);
                      if (!own.ok()) return own;
                      return decide(now);
                    });
}

grpc::ServerUnaryReactor* SweepService::PlanSweep(
    grpc::CallbackServerContext* context, const v1::PlanSweepRequest* request,
    v1::PlanSweepResponse* response) {
  return DecidePlanned(context, request, response,
                       [this, request](const plan::Plan& plan, absl::Time) {
                         return coordinator_.PlanSweep(*request, plan);
                       });
}

grpc::ServerUnaryReactor* SweepService::SubmitSweep(
    grpc::CallbackServerContext* context, const v1::SubmitSweepRequest* request,
    v1::SubmitSweepResponse* response) {
  // Who has a name cannot submit under another one. The request is gRPC's.
  auto submitted = std::make_shared<v1::SubmitSweepRequest>(*request);
  const auto caller = admission_.callers->Find(*context);
  if (caller.ok() && !caller->is_trusted) {
    submitted->set_user(caller->identity.name);
  }
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool_.Post([this, reactor, submitted, response] {
    auto plan = PlanOf(submitted->spec());
    if (!plan.ok()) return reactor->Finish(ToGrpc(plan.status()));
    if (!Submitter::IsSmall(*plan)) {
      return SubmitLarge(reactor, submitted, *std::move(plan), response);
    }
    DecideCall(
        executor_, reactor, response,
        [this, submitted, plan = *std::move(plan)](
            absl::Time now) -> absl::StatusOr<v1::SubmitSweepResponse> {
          const absl::Status few = CheckSweeps(*submitted);
          if (!few.ok()) return few;
          return coordinator_.SubmitSweep(*submitted, plan, now);
        },
        Urgency::kBulk);
  });
  return reactor;
}

void SweepService::SubmitLarge(
    grpc::ServerUnaryReactor* reactor,
    const std::shared_ptr<const v1::SubmitSweepRequest>& submitted,
    plan::Plan plan, v1::SubmitSweepResponse* response) {
  auto prepared = submitter_.Prepare(*submitted, std::move(plan));
  if (!prepared.ok()) return reactor->Finish(ToGrpc(prepared.status()));
  DecideCall(
      executor_, reactor, response,
      [this, submitted, prepared = *std::move(prepared)](
          absl::Time now) -> absl::StatusOr<v1::SubmitSweepResponse> {
        const absl::Status few = CheckSweeps(*submitted);
        if (!few.ok()) return few;
        return submitter_.Begin(*submitted, prepared, now);
      },
      Urgency::kBulk);
}

absl::Status SweepService::CheckSweeps(const v1::SubmitSweepRequest& request) {
  return CheckSweepsOfUser(*admission_.database, request,
                           admission_.limits.sweeps);
}

absl::StatusOr<plan::Plan> SweepService::PlanOf(const v1::SweepSpec& spec) {
  const absl::Status small = CheckPoints(spec, admission_.limits.points);
  if (!small.ok()) return small;
  return plan::MakePlan(spec);
}

grpc::ServerUnaryReactor* SweepService::ExtendSweep(
    grpc::CallbackServerContext* context, const v1::ExtendSweepRequest* request,
    v1::ExtendSweepResponse* response) {
  const auto caller = admission_.callers->Find(*context);
  return DecidePlanned(
      context, request, response,
      [this, request, caller](const plan::Plan& plan, absl::Time now)
          -> absl::StatusOr<v1::ExtendSweepResponse> {
        const absl::Status own =
            CheckOwner(caller, request->sweep_id(), "ExtendSweep");
        if (!own.ok()) return own;
        return coordinator_.ExtendSweep(*request, plan, now);
      });
}

grpc::ServerUnaryReactor* SweepService::Explain(
    grpc::CallbackServerContext* context, const v1::ExplainRequest* request,
    v1::ExplainResponse* response) {
  return questions_.AnswerLive(
      context, response,
      [request](Database& database, const Roster& roster, absl::Time now) {
        return ReportExplanation(database, roster, *request, now);
      });
}

grpc::ServerUnaryReactor* SweepService::ListSweeps(
    grpc::CallbackServerContext* context, const v1::ListSweepsRequest* request,
    v1::ListSweepsResponse* response) {
  return questions_.AnswerLive(
      context, response,
      [request](Database& database, const Roster& roster, absl::Time) {
        return ReportSweeps(database, roster, *request);
      });
}

grpc::ServerUnaryReactor* SweepService::GetSweep(
    grpc::CallbackServerContext* context, const v1::GetSweepRequest* request,
    v1::GetSweepResponse* response) {
  return questions_.AnswerLive(
      context, response,
      [request](Database& database, const Roster& roster, absl::Time) {
        return ReportSweep(database, roster, *request);
      });
}

grpc::ServerWriteReactor<v1::WatchSweepResponse>* SweepService::WatchSweep(
    grpc::CallbackServerContext* context,
    const v1::WatchSweepRequest* request) {
  return WatchCall::Start(&watchers_, *request,
                          admission_.callers->StandingOf(*context));
}

grpc::ServerUnaryReactor* SweepService::CancelSweep(
    grpc::CallbackServerContext* context, const v1::CancelSweepRequest* request,
    v1::CancelSweepResponse* response) {
  return ChangeSweep(context, request, response, "CancelSweep",
                     [this, request](absl::Time now) {
                       return coordinator_.CancelSweep(*request, now);
                     });
}

grpc::ServerUnaryReactor* SweepService::PauseSweep(
    grpc::CallbackServerContext* context, const v1::PauseSweepRequest* request,
    v1::PauseSweepResponse* response) {
  return ChangeSweep(context, request, response, "PauseSweep",
                     [this, request](absl::Time now) {
                       return coordinator_.PauseSweep(*request, now);
                     });
}

grpc::ServerUnaryReactor* SweepService::ResumeSweep(
    grpc::CallbackServerContext* context, const v1::ResumeSweepRequest* request,
    v1::ResumeSweepResponse* response) {
  return ChangeSweep(context, request, response, "ResumeSweep",
                     [this, request](absl::Time now) {
                       return coordinator_.ResumeSweep(*request, now);
                     });
}

grpc::ServerUnaryReactor* SweepService::UpdateSweep(
    grpc::CallbackServerContext* context, const v1::UpdateSweepRequest* request,
    v1::UpdateSweepResponse* response) {
  return ChangeSweep(context, request, response, "UpdateSweep",
                     [this, request](absl::Time) {
                       return coordinator_.UpdateSweep(*request);
                     });
}

grpc::ServerUnaryReactor* SweepService::RetrySegments(
    grpc::CallbackServerContext* context,
    const v1::RetrySegmentsRequest* request,
    v1::RetrySegmentsResponse* response) {
  return ChangeSweep(context, request, response, "RetrySegments",
                     [this, request](absl::Time now) {
                       return coordinator_.RetrySegments(*request, now);
                     });
}

grpc::ServerUnaryReactor* SweepService::ListFailures(
    grpc::CallbackServerContext* context,
    const v1::ListFailuresRequest* request,
    v1::ListFailuresResponse* response) {
  return questions_.Answer(context, response, [request](Database& database) {
    return ReportFailures(database, *request);
  });
}

grpc::ServerUnaryReactor* SweepService::ListResults(
    grpc::CallbackServerContext* context, const v1::ListResultsRequest* request,
    v1::ListResultsResponse* response) {
  return questions_.Answer(context, response, [request](Database& database) {
    return ReportResults(database, *request);
  });
}

grpc::ServerUnaryReactor* SweepService::ListWorkers(
    grpc::CallbackServerContext* context, const v1::ListWorkersRequest*,
    v1::ListWorkersResponse* response) {
  return questions_.AnswerLive(
      context, response,
      [](Database& database, const Roster& roster,
         absl::Time now) -> absl::StatusOr<v1::ListWorkersResponse> {
        return ReportWorkers(database, roster, now);
      });
}

grpc::ServerUnaryReactor* SweepService::DrainWorkers(
    grpc::CallbackServerContext* context,
    const v1::DrainWorkersRequest* request,
    v1::DrainWorkersResponse* response) {
  return AnswerCall(executor_, context, response,
                    [this, request](absl::Time now) {
                      return coordinator_.DrainWorkers(*request, now);
                    });
}

grpc::ServerUnaryReactor* SweepService::RegisterPotential(
    grpc::CallbackServerContext* context,
    const v1::RegisterPotentialRequest* request,
    v1::RegisterPotentialResponse* response) {
  return AnswerCall(executor_, context, response,
                    [this, request](absl::Time now) {
                      return coordinator_.RegisterPotential(*request, now);
                    });
}

grpc::ServerUnaryReactor* SweepService::ListPotentials(
    grpc::CallbackServerContext* context, const v1::ListPotentialsRequest*,
    v1::ListPotentialsResponse* response) {
  return AnswerCall(executor_, context, response, [this](absl::Time) {
    return coordinator_.ListPotentials();
  });
}

grpc::ServerUnaryReactor* SweepService::GetProvenance(
    grpc::CallbackServerContext* context,
    const v1::GetProvenanceRequest* request,
    v1::GetProvenanceResponse* response) {
  return questions_.AnswerLive(
      context, response,
      [request](Database& database, const Roster& roster, absl::Time) {
        return ReportProvenance(database, roster, *request);
      });
}

grpc::ServerWriteReactor<v1::RunSqlResponse>* SweepService::RunSql(
    grpc::CallbackServerContext* context, const v1::RunSqlRequest* request) {
  auto* const call =
      new SqlCall(&sql_pool_, database_, *request,
                  absl::Seconds(admission_.limits.sql_seconds),
                  admission_.callers->StandingOf(*context));  // deletes itself
  call->Start();
  return call;
}

}  // namespace lehr::server
