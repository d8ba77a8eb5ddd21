#include "server/pool/pool_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::server {
namespace {

using ::testing::HasSubstr;

v1::PoolSettings Good() {
  v1::PoolSettings settings;
  settings.mutable_slurm()->set_partition("work");
  settings.mutable_slurm()->mutable_time_limit()->set_seconds(14400);
  settings.set_max_workers(4);
  settings.set_threads(2);
  settings.mutable_leave_idle()->set_seconds(60);
  settings.mutable_least_work()->set_seconds(60);
  settings.set_worker_server("head:8420");
  return settings;
}

void ExpectWrong(const v1::PoolSettings& settings, const char* what) {
  EXPECT_THAT(CheckPoolSettings(settings),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(what)));
}

TEST(PoolSettingsTest, TakesWhatAPersonWouldWrite) {
  v1::PoolSettings settings = Good();
  settings.mutable_slurm()->add_options("--mem=4G");
  settings.mutable_slurm()->add_options("--exclusive");
  settings.add_worker_options("--cache=/scratch/lehr");
  EXPECT_OK(CheckPoolSettings(settings));
}

TEST(PoolSettingsTest, RefusesWhatWouldRunAnotherScript) {
  for (const char* option : {"/tmp/other.sh", "--wrap=rm", "--wrap", "-n", "--",
                             "--array=1-9", "", "--mem=4G\n#SBATCH --x"}) {
    v1::PoolSettings settings = Good();
    settings.mutable_slurm()->add_options(option);
    ExpectWrong(settings, "slurm.options: expected \"--name\"");
  }
}

TEST(PoolSettingsTest, RefusesAValueThatIsAnOption) {
  v1::PoolSettings settings = Good();
  settings.mutable_slurm()->set_account("--wrap=id");
  ExpectWrong(settings, "slurm.account: ");
  settings = Good();
  settings.set_worker_server("a\nb");
  ExpectWrong(settings, "worker_server: ");
}

TEST(PoolSettingsTest, RefusesNumbersOutOfRange) {
  v1::PoolSettings settings = Good();
  settings.set_max_workers(0);
  ExpectWrong(settings, "max_workers: expected 1 to 10000, found 0");
  settings = Good();
  settings.set_threads(2000);
  ExpectWrong(settings, "threads: expected 1 to 1024, found 2000");
  settings = Good();
  settings.mutable_slurm()->clear_time_limit();
  ExpectWrong(settings, "slurm.time_limit [s]");
  settings = Good();
  settings.clear_slurm();
  ExpectWrong(settings, "site: ");
}

TEST(PoolSettingsTest, TheLastEngineThatIsNamedCounts) {
  v1::PoolSettings settings = Good();
  EXPECT_EQ(EngineOf(settings), v1::ENGINE_LEHR);
  settings.add_worker_options("--engine=lammps");
  EXPECT_EQ(EngineOf(settings), v1::ENGINE_LAMMPS);
  settings.add_worker_options("--engine=lehr");
  EXPECT_EQ(EngineOf(settings), v1::ENGINE_LEHR);
}

TEST(PoolSettingsTest, NamesAreWords) {
  EXPECT_OK(CheckPoolName("main"));
  EXPECT_OK(CheckPoolName("gpu-2.long_1"));
  for (const char* name : {"", "-a", "a b", "a/b", "a|b", "ä"}) {
    EXPECT_THAT(CheckPoolName(name),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         HasSubstr("name: expected")));
  }
  EXPECT_THAT(CheckPoolName(std::string(41, 'a')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("40")));
}

}  // namespace
}  // namespace lehr::server
