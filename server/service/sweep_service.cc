#include "server/service/sweep_service.h"

#include <memory>
#include <utility>

#include "server/service/sql_call.h"
#include "server/service/unary_call.h"
#include "server/service/watch_call.h"

namespace lehr::server {

grpc::ServerUnaryReactor* SweepService::PlanSweep(
    grpc::CallbackServerContext* context, const v1::PlanSweepRequest* request,
    v1::PlanSweepResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool_.Post([this, reactor, request, response] {
    auto made = plan::MakePlan(request->spec());
    if (!made.ok()) return reactor->Finish(ToGrpc(made.status()));
    auto plan = std::make_shared<const plan::Plan>(*std::move(made));
    DecideCall(
        executor_, reactor, response,
        [this, plan, request](absl::Time) {
          return coordinator_.PlanSweep(*request, *plan);
        },
        Urgency::kBulk);
  });
  return reactor;
}

grpc::ServerUnaryReactor* SweepService::SubmitSweep(
    grpc::CallbackServerContext* context, const v1::SubmitSweepRequest* request,
    v1::SubmitSweepResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  pool_.Post([this, reactor, request, response] {
    auto made = plan::MakePlan(request->spec());
    if (!made.ok()) return reactor->Finish(ToGrpc(made.status()));
    auto plan = std::make_shared<const plan::Plan>(*std::move(made));
    DecideCall(
        executor_, reactor, response,
        [this, plan, request](absl::Time now) {
          return coordinator_.SubmitSweep(*request, *plan, now);
        },
        Urgency::kBulk);
  });
  return reactor;
}

grpc::ServerUnaryReactor* SweepService::ListSweeps(
    grpc::CallbackServerContext* context, const v1::ListSweepsRequest* request,
    v1::ListSweepsResponse* response) {
  return AnswerCall(executor_, context, response, [this, request](absl::Time) {
    return coordinator_.ListSweeps(*request);
  });
}

grpc::ServerUnaryReactor* SweepService::GetSweep(
    grpc::CallbackServerContext* context, const v1::GetSweepRequest* request,
    v1::GetSweepResponse* response) {
  return AnswerCall(executor_, context, response, [this, request](absl::Time) {
    return coordinator_.GetSweep(*request);
  });
}

grpc::ServerWriteReactor<v1::WatchSweepResponse>* SweepService::WatchSweep(
    grpc::CallbackServerContext*, const v1::WatchSweepRequest* request) {
  return new WatchCall(&executor_, &watchers_, *request);  // deletes itself
}

grpc::ServerUnaryReactor* SweepService::CancelSweep(
    grpc::CallbackServerContext* context, const v1::CancelSweepRequest* request,
    v1::CancelSweepResponse* response) {
  return AnswerCall(executor_, context, response,
                    [this, request](absl::Time now) {
                      return coordinator_.CancelSweep(*request, now);
                    });
}

grpc::ServerUnaryReactor* SweepService::ListResults(
    grpc::CallbackServerContext* context, const v1::ListResultsRequest* request,
    v1::ListResultsResponse* response) {
  return AnswerCall(executor_, context, response, [this, request](absl::Time) {
    return coordinator_.ListResults(*request);
  });
}

grpc::ServerUnaryReactor* SweepService::ListWorkers(
    grpc::CallbackServerContext* context, const v1::ListWorkersRequest*,
    v1::ListWorkersResponse* response) {
  return AnswerCall(executor_, context, response,
                    [this](absl::Time) { return coordinator_.ListWorkers(); });
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
  return AnswerCall(executor_, context, response, [this, request](absl::Time) {
    return coordinator_.GetProvenance(*request);
  });
}

grpc::ServerWriteReactor<v1::RunSqlResponse>* SweepService::RunSql(
    grpc::CallbackServerContext*, const v1::RunSqlRequest* request) {
  auto* const call =
      new SqlCall(&sql_pool_, database_, *request);  // deletes itself
  call->Start();
  return call;
}

}  // namespace lehr::server
