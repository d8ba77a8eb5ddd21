#include "client/export_files.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "lehr/v1/observable.pb.h"
#include "proto/support/file.h"
#include "tests/support/program.h"
#include "tests/support/status_matchers.h"

namespace lehr::client {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class ExportFilesTest : public testing::Test {
 protected:
  // A stand-in for lehr-worker that runs these commands of the shell; $2 and $3
  // are the files.
  void Worker(const std::string& commands) const {
    fs::create_directory(folder_ / "bin");
    std::ofstream(folder_ / "bin" / "lehr-worker") << "#!/bin/sh\n"
                                                   << commands << "\n";
    fs::permissions(folder_ / "bin" / "lehr-worker", fs::perms::owner_all);
  }
  absl::Status Write(std::string_view format, const std::string& name) const {
    v1::Segment segment;
    segment.set_segment_id(7);
    const auto scratch = ScratchFolder::MakeBeside(folder_ / name);
    if (!scratch.ok()) return scratch.status();
    return WriteState({&segment, "", "bytes"}, format, folder_ / name,
                      folder_ / "bin", *scratch);
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      names.push_back(entry.path().filename().string());
    }
    return names;
  }

  const fs::path folder_ = MakeTestFolder();
};

TEST_F(ExportFilesTest, FormatsAreNamedByExtensions) {
  EXPECT_EQ(ExtensionOf("lammps"), ".data");
  EXPECT_EQ(ExtensionOf("xyz"), ".xyz");
  EXPECT_EQ(*FormatOfName("a.lmp"), "lammps");
  EXPECT_EQ(*FormatOfName("a.extxyz"), "xyz");
  EXPECT_EQ(*FormatOfName("a.lammpstrj"), "dump");
  EXPECT_THAT(FormatOfName("a.pdb"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a.pdb: expected a name that ends in")));
}

TEST_F(ExportFilesTest, AStateIsWrittenAsItIs) {
  ASSERT_OK(Write("state", "a.state"));
  EXPECT_EQ(*ReadFile(folder_ / "a.state"), "bytes");
}

TEST_F(ExportFilesTest, TheWorkerConvertsUnderAnyNameAndNothingElseStays) {
  Worker("[ \"$1\" = convert ] && [ \"${3%.xyz}\" != \"$3\" ] && cp $2 $3");
  ASSERT_OK(Write("xyz", "any.name"));
  EXPECT_EQ(*ReadFile(folder_ / "any.name"), "bytes");
  EXPECT_THAT(Names(), UnorderedElementsAre("bin", "any.name"));
}

TEST_F(ExportFilesTest, WhatTheWorkerSaysIsInTheMessage) {
  Worker("echo 'in.state: damaged' >&2; exit 1");
  EXPECT_THAT(Write("lammps", "a.data"),
              StatusIs(absl::StatusCode::kInternal,
                       AllOf(HasSubstr("exit code 1"),
                             HasSubstr("in.state: damaged"))));
  EXPECT_THAT(Names(), UnorderedElementsAre("bin"));
}

TEST_F(ExportFilesTest, WithoutAWorkerOrAFolderItSaysSo) {
  EXPECT_THAT(Write("xyz", "a.xyz"),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("lehr-worker")));
  Worker("cp $2 $3");
  EXPECT_THAT(Write("xyz", "none/a.xyz"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("none/a.xyz: No such file or directory")));
}

TEST_F(ExportFilesTest, CurvesBecomeTablesWithUnits) {
  v1::Curve curve;
  for (const auto& [name, unit] :
       {std::pair{"strain", "1"}, std::pair{"stress_yy", "GPa"}}) {
    v1::Column* column = curve.add_columns();
    column->set_name(name);
    column->set_unit(unit);
    column->add_values(0.25);
  }
  ASSERT_OK(WriteCurve(curve.SerializeAsString(), folder_ / "c.csv"));
  EXPECT_EQ(*ReadFile(folder_ / "c.csv"), "strain,stress_yy_GPa\n0.25,0.25\n");
  EXPECT_THAT(WriteCurve("no curve", folder_ / "d.csv"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("Curve")));
}

}  // namespace
}  // namespace lehr::client
