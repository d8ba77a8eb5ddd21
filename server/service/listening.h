#ifndef LEHR_SERVER_SERVICE_LISTENING_H_
#define LEHR_SERVER_SERVICE_LISTENING_H_

#include <memory>
#include <string>

#include <absl/status/status.h>
#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/security/server_credentials.h>

#include "proto/support/tls_files.h"

namespace lehr::server {

// UNAVAILABLE if the address is a Unix socket on which another program answers:
// gRPC would take it away from that program. OK for all other addresses, where
// the system refuses.
absl::Status CheckSocketFree(const std::string& address);

// How connections to the address are taken: with TLS if there are files for it
// and the address is no Unix socket, else in plain text. `guard` sees every
// call, but on an address without TLS that other machines reach: gRPC has none
// there, and everybody may do everything.
std::shared_ptr<grpc::ServerCredentials> CredentialsFor(
    const std::string& address, const TlsFiles& tls,
    const std::shared_ptr<grpc::AuthMetadataProcessor>& guard);

}  // namespace lehr::server

#endif  // LEHR_SERVER_SERVICE_LISTENING_H_
