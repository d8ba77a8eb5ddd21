// A small site with certificates, as a person sets it up: server, worker and
// client with what `lehr tls init` makes, from an empty folder to a sweep that
// is done.

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/program.h"

namespace lehr {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kPotential[] =
    "/usr/share/lammps/potentials/CuZr_mm.eam.fs";  // Debian's lammps-data
// Of this test alone: tests run beside each other.
constexpr char kAddress[] = "127.0.0.1:38427";

constexpr char kSweep[] =
    "name: tiny\n"
    "material: {composition: {Cu: 0.64, Zr: 0.36}}\n"
    "sample:\n"
    "  - create: {cells: [4, 4, 4]}\n"
    "  - hold: {T: 1000, time_ps: 0.05, P: 0, couple: iso}\n"
    "  - save: liquid\n";

class TlsSweepTest : public testing::Test {
 protected:
  std::unique_ptr<Program> Start(
      std::vector<std::string> command,
      const std::map<std::string, std::string>& environment = {}) {
    command[0] = absl::StrCat(LEHR_BINARY_DIR, "/", command[0]);
    return std::make_unique<Program>(folder_, command, environment);
  }
  ProgramResult Lehr(std::vector<std::string> arguments,
                     const std::string& who = "submitter") {
    arguments.insert(arguments.begin(), "lehr");
    arguments.insert(arguments.end(), {"--server", kAddress});
    const auto program =
        Start(arguments, {{"LEHR_CONFIG", tls_ / who / "lehr.conf"}});
    const auto result = program->Wait(absl::Minutes(2));
    EXPECT_TRUE(result.has_value());
    return result.value_or(ProgramResult());
  }

  const fs::path folder_ = MakeTestFolder();
  const fs::path tls_ = folder_ / "tls";
};

TEST_F(TlsSweepTest, ASweepRunsFromEmptyFolderToResults) {
  if (!fs::exists(kPotential)) {
    GTEST_SKIP() << kPotential << " is not there: install lammps-data";
  }
  const auto init = Start({"lehr", "tls", "init", tls_}, {{"LEHR_USER", "ana"}})
                        ->Wait(absl::Minutes(1));
  ASSERT_TRUE(init.has_value());
  ASSERT_EQ(init->code, 0) << init->errors;
  for (const char* key : {"authority/ca-key.pem", "server/key.pem",
                          "admin/key.pem", "worker/key.pem"}) {
    EXPECT_EQ(fs::status(tls_ / key).permissions(),
              fs::perms::owner_read | fs::perms::owner_write)
        << key;
  }
  const auto server =
      Start({"lehrd", "--data", folder_ / "data", "--listen", kAddress,
             "--tls-ca", tls_ / "server/ca.pem", "--tls-cert",
             tls_ / "server/cert.pem", "--tls-key", tls_ / "server/key.pem"});
  ASSERT_TRUE(
      WaitUntil([&] { return Lehr({"list"}).code == 0; }, absl::Seconds(30)))
      << server->errors();
  const auto worker = Start({"lehr-worker", "--server", kAddress, "--threads",
                             "1", "--cache", folder_ / "cache"},
                            {{"LEHR_CONFIG", tls_ / "worker/lehr.conf"}});
  std::ofstream(folder_ / "s.yaml") << kSweep;
  const ProgramResult submitted =
      Lehr({"submit", folder_ / "s.yaml", "--watch"});
  EXPECT_EQ(submitted.code, 0)
      << submitted.output << submitted.errors << worker->errors();
  // Whatever LEHR_USER says.
  EXPECT_THAT(Lehr({"list", "--json"}).output, HasSubstr("\"user\": \"ana\""));

  const ProgramResult refused = Lehr({"cancel", "1"}, "viewer");
  EXPECT_EQ(refused.code, 5);
  EXPECT_THAT(refused.errors,
              HasSubstr("CancelSweep: expected the role submitter, admin"));
  const ProgramResult audit = Lehr({"audit"}, "admin");
  EXPECT_THAT(
      audit.output,
      AllOf(HasSubstr("SweepService/SubmitSweep"), HasSubstr("ana (submitter)"),
            HasSubstr("ana (viewer)"), HasSubstr("PERMISSION_DENIED")));
  const auto revoked = Start({"lehr", "tls", "revoke", tls_, "--name", "ana",
                              "--role", "viewer"})
                           ->Wait(absl::Minutes(1));
  ASSERT_TRUE(revoked.has_value());
  EXPECT_EQ(revoked->code, 0) << revoked->errors;
  ProgramResult late;
  EXPECT_TRUE(WaitUntil(
      [&] {
        late = Lehr({"list"}, "viewer");
        return late.code != 0;
      },
      absl::Seconds(20)));
  EXPECT_THAT(late.errors, HasSubstr("certificate of \"ana\": revoked"));
  EXPECT_EQ(Lehr({"list"}, "submitter").code, 0);
  // In plain text it is told what is missing.
  const auto plain =
      Start({"lehr", "list", "--server", kAddress}, {{"HOME", folder_}})
          ->Wait(absl::Minutes(1));
  ASSERT_TRUE(plain.has_value());
  EXPECT_EQ(plain->code, 5);
  EXPECT_THAT(plain->errors, HasSubstr("it seems to want TLS"));
}

}  // namespace
}  // namespace lehr
