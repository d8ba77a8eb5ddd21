#include "client/progress_view.h"

#include <sstream>

#include <gmock/gmock.h>

#include "client/text_table.h"

namespace lehr::client {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

v1::WatchSweepResponse Half() {
  v1::WatchSweepResponse picture;
  picture.mutable_sweep()->set_name("cooling");
  picture.mutable_sweep()->set_sweep_id(3);
  picture.mutable_sweep()->set_state(v1::SWEEP_STATE_RUNNING);
  picture.mutable_sweep()->set_points(6);
  picture.mutable_sweep()->set_points_done(2);
  picture.mutable_sweep()->mutable_segments()->set_done(5);
  picture.mutable_sweep()->mutable_segments()->set_waiting(5);
  picture.set_atom_steps_total(1000);
  picture.set_atom_steps_done(499);
  picture.set_atom_steps_per_second(2.5e6);
  picture.mutable_time_left()->set_seconds(61);
  picture.set_workers(1);
  auto* running = picture.add_running();
  running->set_label("sample/hold 50 ps");
  running->set_worker("host:1");
  running->mutable_progress()->set_steps_done(30);
  running->mutable_progress()->set_steps_total(120);
  running->mutable_progress()->set_atoms(1000);
  running->mutable_progress()->set_atom_steps_per_second(2.5e6);
  return picture;
}

TEST(ProgressViewTest, ShareIsByAtomStepsOrElseBySegments) {
  v1::WatchSweepResponse picture = Half();
  EXPECT_DOUBLE_EQ(ShareDone(picture), 0.499);
  picture.set_atom_steps_total(0);
  EXPECT_DOUBLE_EQ(ShareDone(picture), 0.5);
  EXPECT_DOUBLE_EQ(ShareDone({}), 0);
  picture.mutable_sweep()->set_state(v1::SWEEP_STATE_DONE);
  EXPECT_DOUBLE_EQ(ShareDone(picture), 1);
}

TEST(ProgressViewTest, ABarHasAllItsCells) {
  EXPECT_EQ(Bar(0.5, 4), "[██░░]");
  EXPECT_EQ(Bar(0, 2), "[░░]");
  EXPECT_EQ(Bar(1, 2), "[██]");
}

TEST(ProgressViewTest, NanosecondsPerDayFollowFromSpeedAndTimeStep) {
  // 2500 steps of 2 fs a second are 5 ps/s, or 432 ns a day.
  EXPECT_NEAR(NanosecondsPerDay(Half().running(0).progress(), 2.0), 432, 1e-9);
  EXPECT_EQ(NanosecondsPerDay({}, 2.0), 0);
}

TEST(ProgressViewTest, LinesSayWhatIsGoingOn) {
  const auto lines = ProgressLines(Half(), 2.0, absl::Seconds(30), Terminal());
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0], "cooling (sweep 3)  running  30 s");
  EXPECT_THAT(lines[1], AllOf(HasSubstr(" 49 %  2/6 points"),
                              HasSubstr("2.50e6 atom-steps/s"),
                              HasSubstr("1 min 1 s left")));
  EXPECT_EQ(lines[2], "   25 %  host:1  sample/hold 50 ps  432 ns/day");
}

TEST(ProgressViewTest, NoLineIsWiderThanTheTerminal) {
  Terminal terminal;
  terminal.width = 20;
  auto picture = Half();
  picture.add_errors("segment 5: a very long story of what has gone wrong");
  for (const std::string& line :
       ProgressLines(picture, 2.0, absl::Seconds(30), terminal)) {
    EXPECT_LE(DisplayWidth(line), 20u) << line;
  }
}

TEST(ProgressViewTest, ErrorsAreRedOnlyWhereColorIsWanted) {
  Terminal terminal;
  auto picture = Half();
  picture.add_errors("bad");
  EXPECT_THAT(ProgressLines(picture, 2, absl::Seconds(1), terminal),
              Contains("  failed: bad"));
  terminal.color = true;
  EXPECT_THAT(ProgressLines(picture, 2, absl::Seconds(1), terminal),
              Contains("\x1b[31m  failed: bad\x1b[0m"));
}

TEST(ProgressViewTest, SaysWhenNobodyWorks) {
  auto picture = Half();
  picture.set_workers(0);
  EXPECT_THAT(ProgressLines(picture, 2, absl::Seconds(1), Terminal()),
              Contains(HasSubstr("no worker")));
}

TEST(ProgressViewTest, OneLineForLogs) {
  EXPECT_EQ(ProgressLine(Half()),
            "cooling: 49 %  2/6 points  5/10 segments  2.50e6 atom-steps/s  1 "
            "min 1 s left  now sample/hold 50 ps");
}

TEST(ProgressViewTest, SaysHowMuchOfASweepIsStored) {
  v1::WatchSweepResponse picture = Half();
  picture.mutable_sweep()->set_points_stored(4);
  const std::string standing = "running, being submitted (4 of 6 points)";
  EXPECT_THAT(ProgressLine(picture), HasSubstr(standing));
  EXPECT_THAT(ProgressLines(picture, 2, absl::Seconds(1), {.width = 100}),
              Contains(HasSubstr(standing)));
  picture.mutable_sweep()->set_state(v1::SWEEP_STATE_CANCELLED);
  EXPECT_THAT(ProgressLine(picture),
              HasSubstr("not submitted as a whole (4 of 6 points)"));
}

TEST(ProgressViewTest, LinesAreDrawnOverThoseBefore) {
  std::ostringstream out;
  LiveLines live(out);
  live.Draw({"a", "b"});
  EXPECT_EQ(out.str(), "a\nb\n");
  live.Draw({"c"});
  EXPECT_EQ(out.str(), "a\nb\n\x1b[2A\r\x1b[Jc\n");
  live.Draw({"c"});  // nothing new
  live.Clear();
  live.Clear();
  EXPECT_THAT(out.str(), testing::EndsWith("c\n\x1b[1A\r\x1b[J"));
}

}  // namespace
}  // namespace lehr::client
