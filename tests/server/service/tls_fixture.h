#ifndef LEHR_TESTS_SERVER_SERVICE_TLS_FIXTURE_H_
#define LEHR_TESTS_SERVER_SERVICE_TLS_FIXTURE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <gtest/gtest.h>

#include "client/certificates.h"
#include "proto/support/channel.h"
#include "tests/support/program.h"

namespace lehr::server {

// TlsServerTest has the program lehrd on a free TCP port with certificates of
// an authority of its own, and on a Unix socket.
class TlsServerTest : public testing::Test {
 protected:
  TlsServerTest();

  // Starts lehrd with TLS, or with `flags` instead.
  void Start(const std::vector<std::string>& flags);
  void Start() { Start(TlsFlags()); }
  std::vector<std::string> TlsFlags() const;

  // A certificate of the authority, in a folder of this name.
  TlsFiles Make(const std::string& folder, const client::CertificateWish& wish);
  // One for a role.
  TlsFiles Make(const std::string& role, const std::string& name);
  // The authority's certificate alone.
  TlsFiles AuthorityAlone() const;
  // Files with what is given, in a folder of this name.
  TlsFiles Write(const std::string& folder, const std::string& authority,
                 const client::KeyPair& pair);

  // Makes a call with an empty request and reads to its end; its status.
  absl::Status Call(const std::shared_ptr<grpc::Channel>& channel,
                    const std::string& path);
  // The same over TCP.
  absl::Status Call(const ChannelSecurity& security, const std::string& path) {
    return Call(MakeChannel(address_, security), path);
  }

  const std::filesystem::path folder_ = MakeTestFolder();
  client::KeyPair authority_;
  std::string address_;  // "127.0.0.1:34567"
  std::string socket_;   // "unix:..."
  std::unique_ptr<Program> program_;
};

}  // namespace lehr::server

#endif  // LEHR_TESTS_SERVER_SERVICE_TLS_FIXTURE_H_
