#include "worker/options.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::worker {
namespace {

using testing::HasSubstr;

Options Good() {
  Options options;
  options.server = "127.0.0.1:8420";
  options.cache = "/tmp/cache";
  return options;
}

TEST(OptionsTest, AcceptsTheDefaults) {
  EXPECT_OK(Good().Validate());
  Options without_cache = Good();
  without_cache.cache.clear();
  without_cache.cache_gib = 0;
  EXPECT_OK(without_cache.Validate());
}

TEST(OptionsTest, NamesTheFlagThatIsWrong) {
  const auto refused = [](auto change, const char* flag) {
    Options options = Good();
    change(&options);
    EXPECT_THAT(options.Validate(),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(flag)));
  };
  refused([](Options* o) { o->server.clear(); }, "--server");
  refused([](Options* o) { o->threads = 0; }, "--threads");
  refused([](Options* o) { o->threads = 100000; }, "--threads");
  refused([](Options* o) { o->engine = "gromacs"; }, "--engine");
  refused([](Options* o) { o->pin = "some"; }, "--pin");
  refused([](Options* o) { o->cache.clear(); }, "--cache");
  refused([](Options* o) { o->cache_gib = -1; }, "--cache-gib");
  refused([](Options* o) { o->cache_gib = NAN; }, "--cache-gib");
  refused([](Options* o) { o->checkpoint_seconds = -1; },
          "--checkpoint-seconds");
  refused([](Options* o) { o->upload_mib_per_second = NAN; },
          "--upload-mib-per-second");
  refused([](Options* o) { o->time_left = "3 hours"; }, "--time-left");
  refused([](Options* o) { o->orphan_hours = -1; }, "--orphan-hours");
  refused([](Options* o) { o->stall_minutes = -1; }, "--stall-minutes");
}

}  // namespace
}  // namespace lehr::worker
