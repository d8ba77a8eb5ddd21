#ifndef LEHR_SERVER_SERVICE_QUESTIONS_H_
#define LEHR_SERVER_SERVICE_QUESTIONS_H_

#include <filesystem>
#include <memory>
#include <utility>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "proto/support/rpc_status.h"
#include "proto/support/steady_time.h"
#include "server/coordinator/coordinator.h"
#include "server/coordinator/roster_copy.h"
#include "server/service/blocking_pool.h"
#include "server/service/serial_executor.h"
#include "server/store/read_pool.h"

namespace lehr::server {

// Questions answers calls that change nothing, from what is committed, on a
// pool and on connections that can only read: nobody's question delays a
// decision. Who has had the answer to a change sees the change, because that
// answer came after its commit.
class Questions {
 public:
  // Does not own what it is given.
  Questions(Coordinator* coordinator, SerialExecutor* executor,
            BlockingPool* pool, std::filesystem::path database)
      : executor_(*executor),
        pool_(*pool),
        reads_(std::move(database)),
        copies_(coordinator) {}

  // ask(database) returns a StatusOr<Response>.
  template <typename Response, typename Ask>
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context,
                                   Response* response, Ask ask) {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    pool_.Post([this, reactor, response, ask = std::move(ask)] {
      Finish(reactor, response, reads_.Read(ask));
    });
    return reactor;
  }

  // ask(database, roster, now) for what depends on who is there, of which the
  // thread that decides gives a copy.
  template <typename Response, typename Ask>
  grpc::ServerUnaryReactor* AnswerLive(grpc::CallbackServerContext* context,
                                       Response* response, Ask ask) {
    grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
    const auto roster = std::make_shared<std::shared_ptr<const Roster>>();
    const bool posted = executor_.Post(
        {.run = [this, roster](absl::Time now) { *roster = copies_.Get(now); },
         .done =
             [this, reactor, response, roster,
              ask = std::move(ask)](const absl::Status& committed) {
               if (!committed.ok()) return reactor->Finish(ToGrpc(committed));
               pool_.Post([this, reactor, response, roster, ask] {
                 Finish(reactor, response, reads_.Read([&](Database& database) {
                   return ask(database, **roster, SteadyNow());
                 }));
               });
             },
         .urgency = Urgency::kControl});
    if (!posted) {
      reactor->Finish(ToGrpc(absl::UnavailableError("the server is stopping")));
    }
    return reactor;
  }

  ReadPool& reads() { return reads_; }
  // Only on the thread that decides.
  RosterCopy& copies() { return copies_; }

 private:
  template <typename Response>
  static void Finish(grpc::ServerUnaryReactor* reactor, Response* response,
                     absl::StatusOr<Response> answer) {
    const absl::Status status = answer.status();
    if (status.ok()) *response = *std::move(answer);
    reactor->Finish(ToGrpc(status));
  }

  SerialExecutor& executor_;
  BlockingPool& pool_;
  ReadPool reads_;
  RosterCopy copies_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_QUESTIONS_H_
