// lehr-worker snapshot, as users start it.

#include <cmath>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/worker/picture/png.h"
#include "tests/worker/tools/tool_fixture.h"
#include "worker/picture/scene.h"
#include "worker/tools/snapshot_scene.h"

namespace lehr::worker {
namespace {

using picture::ColorOf;
using picture::ExpectShadeOf;
using ::testing::HasSubstr;

// A block of fcc, 32 × 16 × 16 Å: Cu on the left, Zr on the right.
md::State TwoElements() {
  md::State state = md::FccState({8, 4, 4}, 4);
  state.elements = {"Cu", "Zr"};
  state.masses = {63.546, 91.224};
  for (std::size_t i = 0; i < state.atoms.size(); ++i) {
    state.atoms.species[i] = state.atoms.positions[i][0] < 16 ? 0 : 1;
  }
  return state;
}

// The same, longer by `strain` along y.
md::State Stretched(double strain) {
  md::State state = TwoElements();
  for (auto& position : state.atoms.positions) position[1] *= 1 + strain;
  state.box.lengths[1] *= 1 + strain;
  return state;
}

// η_Mises of Stretched: η has only yy = ((1 + strain)² − 1) / 2.
double MisesOf(double strain) {
  return ((1 + strain) * (1 + strain) - 1) / 2 / std::sqrt(3.0);
}

class SnapshotTest : public ToolTest {
 protected:
  SnapshotTest() {
    Write("two.state", md::EncodeState(TwoElements()));
    Write("two.data", md::formats::WriteLammpsData(TwoElements()));
    Write("long.state", md::EncodeState(Stretched(0.1)));
  }

  nlohmann::json Snapshot(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "snapshot");
    arguments.insert(arguments.end(), {"--out", Path("a.png"), "--json"});
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 0) << result.errors;
    return nlohmann::json::parse(result.output, nullptr, false);
  }

  picture::Png Picture() const { return picture::Png(Read("a.png")); }

  // Where panels are in a picture of states that all look alike.
  static picture::Layout LayoutOf(std::vector<md::State> states, int width) {
    std::vector<Shot> shots;
    for (md::State& state : states) {
      AtomValues values;
      values.colors.assign(state.atoms.size(), 0);
      shots.push_back({"label", std::move(state), std::move(values)});
    }
    const auto scene = SceneOf(shots, {.width = width});
    EXPECT_OK(scene);
    return picture::LayOut(*scene);
  }
};

TEST_F(SnapshotTest, AtomsHaveTheColorsOfTheirElements) {
  const auto json =
      Snapshot({Path("two.data"), "--color", "element", "--width", "900"});
  const picture::Png png = Picture();
  const picture::Layout layout = LayoutOf({TwoElements()}, 900);
  EXPECT_EQ(png.width(), layout.width);
  EXPECT_EQ(png.height(), layout.height);
  EXPECT_EQ(json["width_pixels"], layout.width);
  EXPECT_EQ(json["height_pixels"], layout.height);
  ExpectShadeOf(MeanAround(png, layout.panels[0], 0.25, 0.5), ColorOf(0.25));
  ExpectShadeOf(MeanAround(png, layout.panels[0], 0.75, 0.5), ColorOf(0.75));
  // The bar has the same two colors, the first below.
  const picture::Rectangle& bar = layout.color_bar;
  for (const double part : {0.2, 0.8}) {
    const picture::Color seen =
        png.At(bar.x + bar.width / 2, bar.y + bar.height * (1 - part));
    EXPECT_NEAR(seen[0], ColorOf(part < 0.5 ? 0.25 : 0.75)[0], 0.01);
  }
  EXPECT_FALSE(json["states"][0].contains("mean"));
}

TEST_F(SnapshotTest, AStripOfStrainsHasOneScale) {
  const auto json = Snapshot({Path("two.state"), Path("long.state"),
                              "--reference", Path("two.data"), "--max", "0.1",
                              "--label", "0", "--label", "η = 10 %", "--title",
                              "Stretched", "--columns", Path("a.xyz")});
  const double expected = MisesOf(0.1);
  EXPECT_EQ(json["quantity"]["name"], "eta_Mises");
  EXPECT_EQ(json["color_to"], 0.1);
  EXPECT_EQ(json["cutoff_A"], 3.8);
  // The data file has 1e-15 or so of rounding.
  EXPECT_NEAR(json["states"][0]["maximum"].get<double>(), 0, 1e-9);
  for (const char* name : {"minimum", "maximum", "mean"}) {
    EXPECT_NEAR(json["states"][1][name].get<double>(), expected, 1e-9);
  }
  EXPECT_EQ(json["states"][1]["label"], "η = 10 %");
  EXPECT_EQ(json["states"][1]["atoms_with_value"], 512);
  const picture::Png png = Picture();
  EXPECT_EQ(png.width(), json["width_pixels"]);
  EXPECT_GT(png.width(), 1500);
  // Panels are side by side; that of the longer one stands on the same line.
  const auto panels = LayoutOf({TwoElements(), Stretched(0.1)}, 1600).panels;
  const double title =
      png.height() - LayoutOf({TwoElements(), Stretched(0.1)}, 1600).height;
  const auto at = [&](picture::Rectangle panel) {
    panel.y += title;
    return MeanAround(png, panel, 0.5, 0.5);
  };
  ExpectShadeOf(at(panels[0]), ColorOf(0));
  ExpectShadeOf(at(panels[1]), ColorOf(expected / 0.1));
  // Both frames, with what OVITO may show.
  const std::string columns = Read("a.xyz");
  for (const char* name : {"eta_Mises:R:1", "d2min:R:1", "measured:R:1"}) {
    EXPECT_THAT(columns, HasSubstr(name));
  }
  EXPECT_EQ(columns.find("512\n"), 0u);
  EXPECT_NE(columns.find("\n512\n"), std::string::npos);
}

TEST_F(SnapshotTest, ADumpHasAFrameForEachStateWithTheColumnsAskedFor) {
  Snapshot({Path("two.state"), Path("long.state"), "--reference",
            Path("two.data"), "--columns", Path("a.dump"), "--with", "strain"});
  const std::string dump = Read("a.dump");
  EXPECT_EQ(dump.find("ITEM: TIMESTEP\n0\n"), 0u);
  EXPECT_THAT(dump, HasSubstr("\nITEM: TIMESTEP\n1\n"));
  EXPECT_THAT(dump, HasSubstr("vz eta_Mises eta_hydrostatic d2min "
                              "d2min_per_neighbor neighbors measured\n"));
}

TEST_F(SnapshotTest, EnergiesAreThoseOfEvaluate) {
  const auto json = Snapshot({Path("toy.state"), "--color", "energy",
                              "--potential", Path("toy.eam.alloy")});
  const ProgramResult evaluated =
      Run({"evaluate", "--config", Path("toy.state"), "--potential",
           Path("toy.eam.alloy")});
  const auto numbers = nlohmann::json::parse(evaluated.output);
  EXPECT_NEAR(json["states"][0]["mean"].get<double>(),
              numbers["energy_per_atom_eV"].get<double>(), 1e-12);
  // All but some atoms are within the color bar.
  EXPECT_LT(json["color_from"], json["states"][0]["mean"]);
  EXPECT_GT(json["color_to"], json["states"][0]["mean"]);
}

TEST_F(SnapshotTest, WithoutColorsAtomsAreGrayAndThereIsNoBar) {
  Snapshot({Path("two.state"), "--color", "none", "--width", "900"});
  const picture::Png png = Picture();
  ExpectShadeOf(png.At(png.width() / 2, png.height() / 2), picture::kNoValue);
}

TEST_F(SnapshotTest, TheAxisTurnsThePicture) {
  const auto along_z = Snapshot({Path("two.state"), "--color", "none"});
  const auto along_x =
      Snapshot({Path("two.state"), "--color", "none", "--axis", "x"});
  // 32 × 16 Å and 16 × 16 Å.
  EXPECT_GT(along_z["width_pixels"], 1500);
  EXPECT_LT(along_x["width_pixels"], 1400);
}

TEST_F(SnapshotTest, SaysWhatIsWrong) {
  const auto refusal = [&](std::vector<std::string> arguments,
                           const std::string& message) {
    arguments.insert(arguments.begin(), "snapshot");
    arguments.insert(arguments.end(), {"--out", Path("b.png")});
    const ProgramResult result = Run(std::move(arguments));
    EXPECT_EQ(result.code, 2);
    EXPECT_THAT(result.errors, HasSubstr(message));
  };
  const std::string state = Path("two.state");
  refusal({state}, "--reference: expected the state that strains are counted");
  refusal({state, "--color", "energy"}, "--potential: expected the potential");
  refusal({state, "--reference", Path("toy.state")}, "two.state: ");
  refusal({state, "--reference", Path("none.state")}, "none.state: ");
  refusal({state, "--reference", state, "--cutoff", "9"}, "half");
  Write("text.txt", "no atoms\n");
  refusal({Path("text.txt"), "--color", "none"}, "text.txt:1: expected a Lehr");
  refusal({state, "--color", "none", "--label", "a", "--label", "b"},
          "--label: expected one for each of the 1 states");
  refusal({state, "--reference", state, "--max", "-1"}, "--min, --max: ");
  refusal({state, "--color", "none", "--columns", Path("a.csv")},
          "a.csv: expected a name that ends in .xyz");
  refusal({state, "--color", "rainbow"}, "rainbow");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "b.png"));
  const ProgramResult pdf =
      Run({"snapshot", state, "--color", "none", "--out", Path("a.pdf")});
  EXPECT_THAT(pdf.errors,
              HasSubstr("a.pdf: expected a name that ends in .png"));
}

}  // namespace
}  // namespace lehr::worker
