#include "server/service/identity_service.h"

#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "proto/support/rpc_status.h"
#include "server/coordinator/page_token.h"
#include "server/coordinator/proto_time.h"
#include "server/store/audit_table.h"
#include "server/store/token_table.h"

namespace lehr::server {
namespace {

constexpr int kMostAuditEntries = 1000;

TokenBook::Entry EntryOf(const TokenRow& row) {
  return {.token_id = row.id,
          .identity = {.role = RoleOf(row.role).value_or(Role::kViewer),
                       .name = row.name},
          .expires = row.expires.value_or(absl::InfiniteFuture())};
}

absl::StatusOr<TokenRow> RowOf(const v1::CreateTokenRequest& request) {
  if (!RoleOf(request.role()).has_value()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "role: expected viewer, submitter, admin or worker, found \"%s\"",
        request.role()));
  }
  if (!IsIdentityName(request.name())) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "name: expected 1 to 64 letters, digits and _ - . @, found \"%s\"",
        request.name()));
  }
  TokenRow row;
  row.role = request.role();
  row.name = request.name();
  if (request.has_expires()) row.expires = FromProto(request.expires());
  return row;
}

v1::Token InMessage(const TokenRow& row) {
  v1::Token token;
  token.set_token_id(row.id);
  token.set_role(row.role);
  token.set_name(row.name);
  *token.mutable_created() = ToProto(row.created);
  token.set_created_by(row.created_by);
  if (row.expires) *token.mutable_expires() = ToProto(*row.expires);
  if (row.revoked) *token.mutable_revoked() = ToProto(*row.revoked);
  return token;
}

v1::AuditEntry InMessage(const AuditRow& row) {
  v1::AuditEntry entry;
  entry.set_audit_id(row.id);
  *entry.mutable_at() = ToProto(row.at);
  entry.set_name(row.name);
  entry.set_role(row.role);
  entry.set_peer(row.peer);
  entry.set_rpc(row.rpc);
  entry.set_subject(row.subject);
  entry.set_code(row.code);
  entry.set_message(row.message);
  return entry;
}

absl::StatusOr<v1::ListAuditEntriesResponse> ReportAudit(
    Database& database, const v1::ListAuditEntriesRequest& request) {
  const auto size =
      ReadPageSize(request.page_size(), kMostAuditEntries, kMostAuditEntries);
  if (!size.ok()) return size.status();
  const auto before = ReadPageToken(request.page_token(),
                                    std::numeric_limits<std::int64_t>::max());
  if (!before.ok()) return before.status();
  const absl::Time since =
      request.has_since() ? FromProto(request.since()) : absl::UnixEpoch();
  v1::ListAuditEntriesResponse response;
  for (const AuditRow& row : AuditRowsSince(database, since, *before, *size)) {
    *response.add_entries() = InMessage(row);
  }
  if (response.entries_size() == *size) {
    response.set_next_page_token(
        absl::StrCat(response.entries(*size - 1).audit_id()));
  }
  return response;
}

}  // namespace

// The book has the token before its owner does, and only if the database keeps
// it.
grpc::ServerUnaryReactor* IdentityService::CreateToken(
    grpc::CallbackServerContext* context, const v1::CreateTokenRequest* request,
    v1::CreateTokenResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  auto row = RowOf(*request);
  if (!row.ok()) {
    reactor->Finish(ToGrpc(row.status()));
    return reactor;
  }
  const std::string token = MakeToken();
  row->sha256 = TokenHash(token);
  const auto caller = callers_.Find(*context);
  if (caller.ok()) row->created_by = caller->identity.name;
  const auto made = std::make_shared<TokenRow>(*std::move(row));
  const bool posted =
      executor_.Post({.run =
                          [this, made](absl::Time now) {
                            made->created = now;
                            made->id = InsertToken(database_, *made);
                          },
                      .done =
                          [this, made, token, response,
                           reactor](const absl::Status& committed) {
                            if (!committed.ok())
                              return reactor->Finish(ToGrpc(committed));
                            tokens_.Add(made->sha256, EntryOf(*made));
                            response->set_token(token);
                            response->set_token_id(made->id);
                            reactor->Finish(grpc::Status::OK);
                          },
                      .urgency = Urgency::kControl});
  if (!posted) {
    reactor->Finish(ToGrpc(absl::UnavailableError("the server is stopping")));
  }
  return reactor;
}

grpc::ServerUnaryReactor* IdentityService::ListTokens(
    grpc::CallbackServerContext* context, const v1::ListTokensRequest*,
    v1::ListTokensResponse* response) {
  return questions_.Answer(
      context, response,
      [](Database& database) -> absl::StatusOr<v1::ListTokensResponse> {
        v1::ListTokensResponse tokens;
        for (const TokenRow& row : AllTokens(database)) {
          *tokens.add_tokens() = InMessage(row);
        }
        return tokens;
      });
}

grpc::ServerUnaryReactor* IdentityService::RevokeToken(
    grpc::CallbackServerContext* context, const v1::RevokeTokenRequest* request,
    v1::RevokeTokenResponse*) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const std::int64_t token_id = request->token_id();
  const auto found = std::make_shared<bool>(false);
  const bool posted = executor_.Post(
      {.run =
           [this, found, token_id](absl::Time now) {
             *found = server::RevokeToken(database_, token_id, now);
           },
       .done =
           [this, found, token_id, reactor](const absl::Status& committed) {
             if (!committed.ok()) return reactor->Finish(ToGrpc(committed));
             if (!*found) {
               return reactor->Finish(ToGrpc(absl::NotFoundError(
                   absl::StrFormat("token %d: there is none: `lehr tokens "
                                   "list` shows all",
                                   token_id))));
             }
             tokens_.Remove(token_id);
             reactor->Finish(grpc::Status::OK);
           },
       .urgency = Urgency::kControl});
  if (!posted) {
    reactor->Finish(ToGrpc(absl::UnavailableError("the server is stopping")));
  }
  return reactor;
}

grpc::ServerUnaryReactor* IdentityService::ListAuditEntries(
    grpc::CallbackServerContext* context,
    const v1::ListAuditEntriesRequest* request,
    v1::ListAuditEntriesResponse* response) {
  return questions_.Answer(context, response, [request](Database& database) {
    return ReportAudit(database, *request);
  });
}

void FillTokenBook(Database& database, TokenBook& tokens) {
  for (const TokenRow& row : AllTokens(database)) {
    if (!row.revoked.has_value()) tokens.Add(row.sha256, EntryOf(row));
  }
}

}  // namespace lehr::server
