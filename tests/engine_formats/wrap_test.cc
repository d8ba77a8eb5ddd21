#include "lehr/md/formats/wrap.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/status_matchers.h"

namespace lehr::md::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int32_t kLeast = std::numeric_limits<std::int32_t>::min();

State OneAtom(const Vec3& position) {
  State state;
  state.box.lengths = {10, 20, 30};
  state.atoms.positions = {position};
  state.atoms.images = {{0, 0, 0}};
  return state;
}

void ExpectTooFar(State state) {
  EXPECT_THAT(WrapIntoBox(&state),
              StatusIs(absl::StatusCode::kOutOfRange,
                       HasSubstr("atom 1: expected a position within")));
}

TEST(WrapTest, CountsTheEdgesThatAnAtomLeft) {
  State state = OneAtom({-1, 45, 30});
  ASSERT_OK(WrapIntoBox(&state));
  EXPECT_THAT(state.atoms.positions[0], ElementsAre(9, 5, 0));
  EXPECT_THAT(state.atoms.images[0], ElementsAre(-1, 2, 1));
}

TEST(WrapTest, RefusesWhatCannotBeCounted) {
  ExpectTooFar(OneAtom({4e12, 0, 0}));
  ExpectTooFar(OneAtom({std::numeric_limits<double>::quiet_NaN(), 0, 0}));
  State tilted = OneAtom({0, 0, 3e7});  // carried along x by the tilt
  tilted.box.tilts = {0, 1e6, 0};
  ExpectTooFar(tilted);
  State travelled = OneAtom({-1, 0, 0});
  travelled.atoms.images[0] = {kLeast, 0, 0};
  ExpectTooFar(travelled);
}

TEST(WrapTest, AlongAFreeAxisAtomsMayBeAnywhere) {
  State state = OneAtom({4e12, 0, 0});
  state.box.periodic = {false, true, true};
  ASSERT_OK(WrapIntoBox(&state));
  EXPECT_EQ(state.atoms.positions[0][0], 4e12);
}

}  // namespace
}  // namespace lehr::md::formats
