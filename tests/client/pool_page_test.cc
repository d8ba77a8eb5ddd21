#include "client/pool_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr::client {
namespace {

using ::testing::HasSubstr;

v1::Pool Example() {
  v1::Pool pool;
  pool.set_name("main");
  v1::PoolSettings& settings = *pool.mutable_settings();
  settings.mutable_slurm()->set_partition("work");
  settings.mutable_slurm()->mutable_time_limit()->set_seconds(14400);
  settings.set_max_workers(4);
  settings.set_threads(2);
  settings.set_worker_server("head:8420");
  settings.mutable_leave_idle()->set_seconds(60);
  pool.set_pending(1);
  pool.set_running(2);
  pool.set_came(1);
  pool.set_asked_total(12);
  pool.set_never_came_total(3);
  pool.set_problem("sbatch: no such partition");
  pool.mutable_pause()->set_seconds(15);
  v1::PoolJob& job = *pool.add_jobs();
  job.set_job("7_1");
  job.set_state(v1::POOL_JOB_STATE_PENDING);
  job.set_site_words("PENDING (Resources)");
  return pool;
}

TEST(PoolPageTest, TellsWhatIsThereAndWhatWentWrong) {
  const std::string page = PoolPage(Example());
  for (const char* text :
       {"pool main: pauses for 15 s", "partition work, at most 4 workers of 2",
        "for 4 h", "head:8420, leave after 1 min", "1 pending, 2 running",
        "12 asked for, 3 never came", "sbatch: no such partition", "7_1",
        "PENDING (Resources)"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
}

TEST(PoolPageTest, TheListHasARowForEach) {
  v1::ListPoolsResponse pools;
  *pools.add_pools() = Example();
  EXPECT_THAT(PoolsTable(pools), HasSubstr("main  pauses for 15 s"));
}

}  // namespace
}  // namespace lehr::client
