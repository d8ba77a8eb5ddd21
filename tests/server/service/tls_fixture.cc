#include "tests/server/service/tls_fixture.h"

#include <chrono>
#include <netinet/in.h>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

// Nobody has it now; the server says so if somebody takes it meanwhile.
int FreePort() {
  const int socket_number = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name = {};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(name);
  EXPECT_EQ(bind(socket_number, reinterpret_cast<sockaddr*>(&name), size), 0);
  EXPECT_EQ(
      getsockname(socket_number, reinterpret_cast<sockaddr*>(&name), &size), 0);
  close(socket_number);
  return ntohs(name.sin_port);
}

// What lehrd waits for at most when it has nothing to give.
constexpr std::chrono::seconds kLimit(20);

// Waits for the one thing that is going on.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

}  // namespace

TlsServerTest::TlsServerTest()
    : address_(absl::StrCat("127.0.0.1:", FreePort())),
      socket_(absl::StrCat("unix:", (folder_ / "lehrd.sock").string())) {
  auto made = client::MakeAuthority("test", absl::Hours(1));
  EXPECT_OK(made);
  authority_ = *std::move(made);
}

TlsFiles TlsServerTest::Write(const std::string& folder,
                              const std::string& authority,
                              const client::KeyPair& pair) {
  const std::filesystem::path path = folder_ / folder;
  std::filesystem::create_directories(path);
  EXPECT_OK(WriteFileDurably(path / "ca.pem", authority));
  EXPECT_OK(WriteFileDurably(path / "key.pem", pair.key, 0600));
  EXPECT_OK(WriteFileDurably(path / "cert.pem", pair.certificate));
  return {.ca = path / "ca.pem",
          .cert = path / "cert.pem",
          .key = path / "key.pem"};
}

TlsFiles TlsServerTest::Make(const std::string& folder,
                             const client::CertificateWish& wish) {
  const auto pair = client::Issue(authority_, wish);
  EXPECT_OK(pair);
  return Write(folder, authority_.certificate, *pair);
}

TlsFiles TlsServerTest::Make(const std::string& role, const std::string& name) {
  return Make(role, {.role = role,
                     .name = name,
                     .hosts = {"127.0.0.1"},
                     .life = absl::Hours(1)});
}

TlsFiles TlsServerTest::AuthorityAlone() const {
  EXPECT_OK(WriteFileDurably(folder_ / "ca.pem", authority_.certificate));
  return {.ca = folder_ / "ca.pem", .cert = "", .key = ""};
}

std::vector<std::string> TlsServerTest::TlsFlags() const {
  const std::filesystem::path path = folder_ / "server";
  return {"--tls-ca",        path / "ca.pem", "--tls-cert",
          path / "cert.pem", "--tls-key",     path / "key.pem"};
}

void TlsServerTest::Start(const std::vector<std::string>& flags) {
  if (!std::filesystem::exists(folder_ / "server")) Make("server", "lehrd");
  std::vector<std::string> command = {LEHRD,      "--data", folder_ / "data",
                                      "--listen", address_, "--listen",
                                      socket_};
  command.insert(command.end(), flags.begin(), flags.end());
  program_ = std::make_unique<Program>(folder_, std::move(command));
  ASSERT_TRUE(WaitUntil(
      [&] {
        return program_->errors().find("address=" + socket_) !=
               std::string::npos;
      },
      absl::Seconds(20)))
      << program_->errors();
}

absl::Status TlsServerTest::Call(const std::shared_ptr<grpc::Channel>& channel,
                                 const std::string& path) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kLimit);
  grpc::CompletionQueue queue;
  const auto call = stub.PrepareCall(&context, path, &queue);
  call->StartCall(nullptr);
  grpc::Status status;
  if (Next(queue)) {
    const grpc::Slice nothing("");
    call->WriteLast(grpc::ByteBuffer(&nothing, 1), {}, nullptr);
    if (Next(queue)) {
      grpc::ByteBuffer answer;
      do {
        call->Read(&answer, nullptr);
      } while (Next(queue));
    }
  }
  call->Finish(&status, nullptr);
  Next(queue);
  return FromGrpc(status);
}

}  // namespace lehr::server
