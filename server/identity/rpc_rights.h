#ifndef LEHR_SERVER_IDENTITY_RPC_RIGHTS_H_
#define LEHR_SERVER_IDENTITY_RPC_RIGHTS_H_

#include <span>
#include <string_view>

#include "server/identity/identity.h"

namespace lehr::server {

// Which people may make a call; each includes those below it.
enum class People { kAnyone, kViewers, kSubmitters, kAdmins, kNone };

// RpcRight says who may make a call. What the table does not name, nobody may.
struct RpcRight {
  // "/lehr.v1.SweepService/PlanSweep"
  std::string_view path;
  People people;
  bool workers;
  // People's changes, which are written down. What workers change is in the
  // history of the attempts.
  bool audited;
};

std::span<const RpcRight> AllRpcRights();

// Null if there is none.
const RpcRight* RightOf(std::string_view path);

bool MayCall(const RpcRight& right, Role role);

// Who may, for people: "submitter, admin".
std::string_view WhoMayCall(const RpcRight& right);

}  // namespace lehr::server

#endif  // LEHR_SERVER_IDENTITY_RPC_RIGHTS_H_
