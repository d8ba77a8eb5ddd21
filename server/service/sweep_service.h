#ifndef LEHR_SERVER_SERVICE_SWEEP_SERVICE_H_
#define LEHR_SERVER_SERVICE_SWEEP_SERVICE_H_

#include <filesystem>
#include <utility>

#include "lehr/v1/sweep_service.grpc.pb.h"
#include "server/coordinator/coordinator.h"
#include "server/service/blocking_pool.h"
#include "server/service/callers.h"
#include "server/service/limits.h"
#include "server/service/questions.h"
#include "server/service/serial_executor.h"
#include "server/service/submitter.h"
#include "server/service/watchers.h"

namespace lehr::server {

// SweepService answers lehr.v1.SweepService. Plans are made on the pool, since
// a large one takes a while; what only reads is answered beside the thread that
// decides, questions in SQL on a pool of their own. Does not own what it is
// given.
class SweepService final : public v1::SweepService::CallbackService {
 public:
  // Whose sweeps are taken, and how large.
  struct Admission {
    const Callers* callers = nullptr;
    Database* database = nullptr;  // on the executor's thread
    Limits limits;
  };

  SweepService(Coordinator* coordinator, SerialExecutor* executor,
               BlockingPool* pool, BlockingPool* sql_pool,
               std::filesystem::path database, Questions* questions,
               Watchers* watchers, Submitter* submitter, Admission admission)
      : coordinator_(*coordinator),
        executor_(*executor),
        pool_(*pool),
        sql_pool_(*sql_pool),
        database_(std::move(database)),
        questions_(*questions),
        watchers_(*watchers),
        submitter_(*submitter),
        admission_(admission) {}

  grpc::ServerUnaryReactor* PlanSweep(grpc::CallbackServerContext* context,
                                      const v1::PlanSweepRequest* request,
                                      v1::PlanSweepResponse* response) override;
  grpc::ServerUnaryReactor* SubmitSweep(
      grpc::CallbackServerContext* context,
      const v1::SubmitSweepRequest* request,
      v1::SubmitSweepResponse* response) override;
  grpc::ServerUnaryReactor* ExtendSweep(
      grpc::CallbackServerContext* context,
      const v1::ExtendSweepRequest* request,
      v1::ExtendSweepResponse* response) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override;
  grpc::ServerUnaryReactor* ListSweeps(
      grpc::CallbackServerContext* context,
      const v1::ListSweepsRequest* request,
      v1::ListSweepsResponse* response) override;
  grpc::ServerUnaryReactor* GetSweep(grpc::CallbackServerContext* context,
                                     const v1::GetSweepRequest* request,
                                     v1::GetSweepResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchSweepResponse>* WatchSweep(
      grpc::CallbackServerContext* context,
      const v1::WatchSweepRequest* request) override;
  grpc::ServerUnaryReactor* CancelSweep(
      grpc::CallbackServerContext* context,
      const v1::CancelSweepRequest* request,
      v1::CancelSweepResponse* response) override;
  grpc::ServerUnaryReactor* PauseSweep(
      grpc::CallbackServerContext* context,
      const v1::PauseSweepRequest* request,
      v1::PauseSweepResponse* response) override;
  grpc::ServerUnaryReactor* ResumeSweep(
      grpc::CallbackServerContext* context,
      const v1::ResumeSweepRequest* request,
      v1::ResumeSweepResponse* response) override;
  grpc::ServerUnaryReactor* UpdateSweep(
      grpc::CallbackServerContext* context,
      const v1::UpdateSweepRequest* request,
      v1::UpdateSweepResponse* response) override;
  grpc::ServerUnaryReactor* RetrySegments(
      grpc::CallbackServerContext* context,
      const v1::RetrySegmentsRequest* request,
      v1::RetrySegmentsResponse* response) override;
  grpc::ServerUnaryReactor* ListFailures(
      grpc::CallbackServerContext* context,
      const v1::ListFailuresRequest* request,
      v1::ListFailuresResponse* response) override;
  grpc::ServerUnaryReactor* ListResults(
      grpc::CallbackServerContext* context,
      const v1::ListResultsRequest* request,
      v1::ListResultsResponse* response) override;
  grpc::ServerUnaryReactor* ListWorkers(
      grpc::CallbackServerContext* context,
      const v1::ListWorkersRequest* request,
      v1::ListWorkersResponse* response) override;
  grpc::ServerUnaryReactor* DrainWorkers(
      grpc::CallbackServerContext* context,
      const v1::DrainWorkersRequest* request,
      v1::DrainWorkersResponse* response) override;
  grpc::ServerUnaryReactor* RegisterPotential(
      grpc::CallbackServerContext* context,
      const v1::RegisterPotentialRequest* request,
      v1::RegisterPotentialResponse* response) override;
  grpc::ServerUnaryReactor* ListPotentials(
      grpc::CallbackServerContext* context,
      const v1::ListPotentialsRequest* request,
      v1::ListPotentialsResponse* response) override;
  grpc::ServerUnaryReactor* GetProvenance(
      grpc::CallbackServerContext* context,
      const v1::GetProvenanceRequest* request,
      v1::GetProvenanceResponse* response) override;
  grpc::ServerWriteReactor<v1::RunSqlResponse>* RunSql(
      grpc::CallbackServerContext* context,
      const v1::RunSqlRequest* request) override;

 private:
  // Makes the plan of request->spec() on the pool, then decide(plan, now) on
  // the thread that decides, whose answer is the call's.
  template <typename Request, typename Response, typename Decide>
  grpc::ServerUnaryReactor* DecidePlanned(grpc::CallbackServerContext* context,
                                          const Request* request,
                                          Response* response, Decide decide);

  // decide(now) on that thread, if the sweep is the caller's to change.
  template <typename Request, typename Response, typename Decide>
  grpc::ServerUnaryReactor* ChangeSweep(grpc::CallbackServerContext* context,
                                        const Request* request,
                                        Response* response, const char* change,
                                        Decide decide);
  // On that thread.
  absl::Status CheckOwner(const absl::StatusOr<Caller>& caller,
                          std::int64_t sweep_id, const char* change);
  // The plan, if it is not larger than is allowed. On the pool.
  absl::StatusOr<plan::Plan> PlanOf(const v1::SweepSpec& spec);
  // Of who submits; on the thread that decides.
  absl::Status CheckSweeps(const v1::SubmitSweepRequest& request);
  // Decides about a plan that is stored in slices. On the pool.
  void SubmitLarge(
      grpc::ServerUnaryReactor* reactor,
      const std::shared_ptr<const v1::SubmitSweepRequest>& submitted,
      plan::Plan plan, v1::SubmitSweepResponse* response);

  Coordinator& coordinator_;
  SerialExecutor& executor_;
  BlockingPool& pool_;
  BlockingPool& sql_pool_;
  const std::filesystem::path database_;
  Questions& questions_;
  Watchers& watchers_;
  Submitter& submitter_;
  const Admission admission_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_SWEEP_SERVICE_H_
