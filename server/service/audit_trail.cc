#include "server/service/audit_trail.h"

#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/time/clock.h>
#include <google/protobuf/descriptor.h>

#include "proto/support/log.h"
#include "server/identity/rpc_rights.h"

namespace lehr::server {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

// Of an entry; the rest of a long list says no more.
constexpr std::size_t kLongestSubject = 300;
constexpr std::size_t kLongestMessage = 500;
constexpr absl::Duration kRemovalInterval = absl::Hours(1);

std::string ShortPath(std::string_view path) {
  constexpr std::string_view kPackage = "/lehr.v1.";
  return std::string(path.starts_with(kPackage) ? path.substr(kPackage.size())
                                                : path);
}

// Empty for what says nothing in a line, or too much.
std::string ValueOf(const Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_STRING:
      return field->type() == FieldDescriptor::TYPE_STRING
                 ? reflection->GetString(message, field)
                 : "";
    default:
      return "";
  }
}

class AuditInterceptor final : public grpc::experimental::Interceptor {
 public:
  AuditInterceptor(grpc::experimental::ServerRpcInfo* info,
                   const Callers* callers, AuditTrail* trail)
      : info_(*info), callers_(*callers), trail_(*trail) {}

  void Intercept(
      grpc::experimental::InterceptorBatchMethods* methods) override {
    using Point = grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(Point::POST_RECV_MESSAGE)) {
      // All requests are messages, and a message begins with its base class.
      const auto* request =
          static_cast<const Message*>(methods->GetRecvMessage());
      if (request != nullptr) subject_ = SubjectOf(*request);
    }
    if (methods->QueryInterceptionHookPoint(Point::PRE_SEND_STATUS)) {
      Write(methods->GetSendStatus());
    }
    methods->Proceed();
  }

 private:
  void Write(const grpc::Status& status) {
    AuditRow entry = {
        .at = absl::Now(),
        .name = "",
        .role = "",
        .peer = info_.server_context()->peer(),
        .rpc = ShortPath(info_.method()),
        .subject = subject_,
        // gRPC's codes have the numbers and names of Abseil's.
        .code = absl::StatusCodeToString(
            static_cast<absl::StatusCode>(status.error_code())),
        .message = status.error_message().substr(0, kLongestMessage)};
    const auto caller = callers_.Find(*info_.server_context());
    if (caller.ok()) {
      entry.name = caller->identity.name;
      entry.role = RoleName(caller->identity.role);
    }
    trail_.Add(std::move(entry));
  }

  grpc::experimental::ServerRpcInfo& info_;
  const Callers& callers_;
  AuditTrail& trail_;
  std::string subject_;
};

}  // namespace

std::string SubjectOf(const Message& request) {
  std::vector<const FieldDescriptor*> fields;
  request.GetReflection()->ListFields(request, &fields);
  std::string subject;
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated() || field->name() == "request_id") continue;
    const std::string value = ValueOf(request, field);
    if (value.empty()) continue;
    absl::StrAppend(&subject, subject.empty() ? "" : " ", field->name(), "=",
                    value);
  }
  return subject.substr(0, kLongestSubject);
}

void AuditTrail::Add(AuditRow entry) {
  // If the server is stopping there is nobody to write it.
  executor_.Post({.run = [this, entry = std::move(entry)](
                             absl::Time now) { Write(entry, now); },
                  .done = [](const absl::Status&) {}});
}

void AuditTrail::AddRefusal(std::string_view path, const Identity& identity,
                            const absl::Status& refused) {
  const absl::Time now = absl::Now();
  {
    const absl::MutexLock lock(&mutex_);
    if (now - second_ >= absl::Seconds(1)) {
      second_ = now;
      refusals_ = 0;
    }
    if (++refusals_ > kRefusalsPerSecond) return;
  }
  Log(Severity::kWarning, "call refused",
      {{"rpc", ShortPath(path)},
       {"name", identity.name},
       {"reason", std::string(refused.message())}});
  Add({.at = now,
       .name = identity.name,
       .role =
           identity.name.empty() ? "" : std::string(RoleName(identity.role)),
       .peer = "",
       .rpc = ShortPath(path),
       .subject = "",
       .code = absl::StatusCodeToString(refused.code()),
       .message = std::string(refused.message()).substr(0, kLongestMessage)});
}

void AuditTrail::Write(const AuditRow& entry, absl::Time now) {
  InsertAuditRow(database_, entry);
  if (now < next_removal_) return;
  next_removal_ = now + kRemovalInterval;
  RemoveOldAuditRows(database_, now - kept_, kMostEntries);
}

grpc::experimental::Interceptor* AuditInterceptors::CreateServerInterceptor(
    grpc::experimental::ServerRpcInfo* info) {
  const RpcRight* const right = RightOf(info->method());
  if (right == nullptr || !right->audited) return nullptr;
  return new AuditInterceptor(info, &callers_, &trail_);
}

}  // namespace lehr::server
