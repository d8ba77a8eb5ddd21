#include "worker/tools/lammps_dump.h"

#include <filesystem>
#include <string>

#include <gmock/gmock.h>

#include "tests/support/program.h"
#include "tests/worker/tools/tool_fixture.h"

namespace lehr::worker {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kLammps = "/usr/bin/lmp";

class LammpsDumpTest : public ToolTest {
 protected:
  // What LAMMPS has after it replaced atoms and box of `other` by the second
  // frame of a dump, which is `state`.
  md::State ThroughLammps(const md::State& other, const md::State& state,
                          const std::string& boundary) {
    Write("in.data", md::formats::WriteLammpsData(other));
    Write("a.dump",
          WriteLammpsDump(other, {}, 0) + WriteLammpsDump(state, {}, 1));
    Write("in.lmp", "units metal\natom_style atomic\nboundary " + boundary +
                        "\nread_data " + Path("in.data") +
                        "\npair_style zero 5.0\npair_coeff * *\nread_dump " +
                        Path("a.dump") + " 1 x y z vx vy vz\nwrite_data " +
                        Path("out.data") + " nocoeff\n");
    const ProgramResult result =
        RunProgram(folder_, {kLammps, "-in", Path("in.lmp"), "-log", "none"});
    EXPECT_EQ(result.code, 0) << result.output << result.errors;
    auto back =
        md::formats::ReadLammpsData(Read("out.data"), "out", state.elements);
    EXPECT_OK(back);
    return back.ok() ? *back : md::State();
  }
};

// LAMMPS goes through fractional coordinates in a tilted box: a few roundings
// of numbers below 20.
constexpr double kRounding = 1e-13;

TEST_F(LammpsDumpTest, LammpsReadsBoxPositionsAndVelocities) {
  if (!std::filesystem::exists(kLammps)) GTEST_SKIP() << "no LAMMPS here";
  for (const md::Vec3& tilts : {md::Vec3{0, 0, 0}, md::Vec3{0.5, -0.25, 1}}) {
    md::State other = ToyAlloy();
    other.box.tilts = tilts;
    md::State state = other;
    md::Rattle(0.05, 7, &state);
    md::Heat(500, 8, &state);
    state.box.lengths[1] += 0.25;
    const md::State back = ThroughLammps(other, state, "p p p");
    ASSERT_EQ(back.atoms.size(), state.atoms.size());
    EXPECT_EQ(back.atoms.species, state.atoms.species);
    EXPECT_EQ(back.atoms.velocities, state.atoms.velocities);
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_NEAR(back.box.lengths[a], state.box.lengths[a], kRounding);
      EXPECT_NEAR(back.box.tilts[a], state.box.tilts[a], kRounding);
      for (std::size_t i = 0; i < state.atoms.size(); ++i) {
        EXPECT_NEAR(back.atoms.positions[i][a], state.atoms.positions[i][a],
                    kRounding);
      }
    }
  }
}

TEST_F(LammpsDumpTest, ColumnsFollowAndSurfacesLieOutsideOfAllAtoms) {
  md::State state = md::FccState({1, 1, 1}, 4);
  state.box.periodic[2] = false;
  state.atoms.positions[0] = {1, 2, -3};
  const md::formats::AtomColumn column{"f5", 1, {0.5, 1, 2, 3}};
  const std::string text = WriteLammpsDump(state, {&column, 1}, 3);
  EXPECT_THAT(text, StartsWith("ITEM: TIMESTEP\n3\nITEM: NUMBER OF ATOMS\n4\n"
                               "ITEM: BOX BOUNDS pp pp ss\n0 4\n0 4\n-3.5 4\n"
                               "ITEM: ATOMS id type element x y z vx vy vz f5\n"
                               "1 1 Cu 1 2 -3 0 0 0 0.5\n"));
  EXPECT_THAT(text, HasSubstr("\n4 1 Cu "));
}

}  // namespace
}  // namespace lehr::worker
