#ifndef LEHR_SERVER_SERVICE_AUDIT_TRAIL_H_
#define LEHR_SERVER_SERVICE_AUDIT_TRAIL_H_

#include <string>
#include <string_view>

#include <absl/base/thread_annotations.h>
#include <absl/status/status.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>
#include <grpcpp/support/server_interceptor.h>

#include "server/identity/identity.h"
#include "server/service/callers.h"
#include "server/service/serial_executor.h"
#include "server/store/audit_table.h"

namespace lehr::server {

// What a request is about: its numbers and short texts, "sweep_id=4 reason=x".
std::string SubjectOf(const google::protobuf::Message& request);

// AuditTrail writes down who changed what, and who was refused. An entry is
// written right after the answer: what a crash takes is the entry of the last
// moment. Any thread.
class AuditTrail {
 public:
  // Refusals that are written down, and logged, within a second: a program
  // that asks in vain all the time fills nothing.
  static constexpr int kRefusalsPerSecond = 10;
  // However long entries are kept, of so many at most: 100 MB or so.
  static constexpr std::int64_t kMostEntries = 500'000;

  AuditTrail(Database* database, SerialExecutor* executor, absl::Duration kept)
      : database_(*database), executor_(*executor), kept_(kept) {}

  void Add(AuditRow entry);
  // Logs it, too.
  void AddRefusal(std::string_view path, const Identity& identity,
                  const absl::Status& refused);

 private:
  void Write(const AuditRow& entry, absl::Time now);

  Database& database_;  // on the executor's thread
  SerialExecutor& executor_;
  const absl::Duration kept_;
  absl::Time next_removal_ = absl::InfinitePast();  // on the executor's thread

  absl::Mutex mutex_;
  absl::Time second_ ABSL_GUARDED_BY(mutex_);
  int refusals_ ABSL_GUARDED_BY(mutex_) = 0;  // in this second
};

// AuditInterceptors sees the calls that are written down, whatever becomes of
// them.
class AuditInterceptors final
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  AuditInterceptors(const Callers* callers, AuditTrail* trail)
      : callers_(*callers), trail_(*trail) {}

  // Null for calls that are not.
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  const Callers& callers_;
  AuditTrail& trail_;
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_AUDIT_TRAIL_H_
