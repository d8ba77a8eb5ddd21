#ifndef LEHR_SERVER_SERVICE_IDENTITY_SERVICE_H_
#define LEHR_SERVER_SERVICE_IDENTITY_SERVICE_H_

#include "lehr/v1/identity_service.grpc.pb.h"
#include "server/identity/token_book.h"
#include "server/service/callers.h"
#include "server/service/questions.h"
#include "server/service/serial_executor.h"
#include "server/store/database.h"

namespace lehr::server {

// IdentityService answers lehr.v1.IdentityService. Does not own what it is
// given.
class IdentityService final : public v1::IdentityService::CallbackService {
 public:
  IdentityService(Database* database, SerialExecutor* executor,
                  Questions* questions, const Callers* callers,
                  TokenBook* tokens)
      : database_(*database),
        executor_(*executor),
        questions_(*questions),
        callers_(*callers),
        tokens_(*tokens) {}

  grpc::ServerUnaryReactor* CreateToken(
      grpc::CallbackServerContext* context,
      const v1::CreateTokenRequest* request,
      v1::CreateTokenResponse* response) override;
  grpc::ServerUnaryReactor* ListTokens(
      grpc::CallbackServerContext* context,
      const v1::ListTokensRequest* request,
      v1::ListTokensResponse* response) override;
  grpc::ServerUnaryReactor* RevokeToken(
      grpc::CallbackServerContext* context,
      const v1::RevokeTokenRequest* request,
      v1::RevokeTokenResponse* response) override;
  grpc::ServerUnaryReactor* ListAuditEntries(
      grpc::CallbackServerContext* context,
      const v1::ListAuditEntriesRequest* request,
      v1::ListAuditEntriesResponse* response) override;

 private:
  Database& database_;  // on the executor's thread
  SerialExecutor& executor_;
  Questions& questions_;
  const Callers& callers_;
  TokenBook& tokens_;
};

// Fills the book with the tokens of the database that were not revoked.
void FillTokenBook(Database& database, TokenBook& tokens);

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_IDENTITY_SERVICE_H_
