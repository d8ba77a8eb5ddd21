#ifndef LEHR_PROTO_SUPPORT_TLS_PROBE_H_
#define LEHR_PROTO_SUPPORT_TLS_PROBE_H_

#include <string>

#include <absl/status/status.h>

#include "proto/support/tls_files.h"

namespace lehr {

// Why a server to which gRPC could not connect may not want to: gRPC says only
// that it is unavailable. Connects once, takes a few seconds at most.
// UNAUTHENTICATED, with what to do, if it is about TLS: one end speaks it and
// the other does not, or one does not take the other's certificate. OK if there
// is nothing to say, as for a Unix socket, and where nobody listens.
absl::Status ExplainRefusal(const std::string& address, const TlsFiles& tls);

}  // namespace lehr

#endif  // LEHR_PROTO_SUPPORT_TLS_PROBE_H_
