// Holds the arrows of the architecture: who may include whom.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lehr {
namespace {

namespace fs = std::filesystem;

// Prefixes of the includes in quotes that a folder's files may have. The
// engine's headers are its own `lehr/md/`; generated protos come in quotes from
// `lehr/v1/`.
const std::map<std::string, std::vector<std::string>>& Allowed() {
  static const auto* const kAllowed =
      new std::map<std::string, std::vector<std::string>>{
          {"proto/support", {"proto/support/"}},
          {"engine", {"lehr/md/", "engine/src/"}},
          {"proto/plan", {"proto/plan/", "lehr/v1/", "proto/support/"}},
          {"proto/yaml", {"proto/yaml/", "lehr/v1/", "proto/support/"}},
          {"server/core",
           {"server/core/", "proto/plan/", "lehr/v1/", "proto/support/"}},
          {"server/identity", {"server/identity/", "proto/support/"}},
          {"server/store",
           {"server/store/", "server/core/", "proto/plan/", "lehr/v1/",
            "proto/support/"}},
          {"server/pool", {"server/pool/", "lehr/v1/", "proto/support/"}},
          {"server/coordinator",
           {"server/coordinator/", "server/store/", "server/pool/",
            "server/core/", "proto/plan/", "lehr/v1/", "proto/support/"}},
          {"server/web",
           {"server/web/", "server/coordinator/", "server/store/",
            "server/core/", "proto/plan/", "lehr/v1/", "proto/support/"}},
          {"server/service",
           {"server/service/", "server/identity/", "server/web/",
            "server/coordinator/", "server/store/", "server/pool/",
            "server/core/", "proto/plan/", "lehr/v1/", "proto/support/"}},
          {"worker",
           {"worker/", "lehr/md/", "lehr/v1/", "proto/support/", "proto/plan/",
            "proto/yaml/"}},
          {"client",
           {"client/", "lehr/v1/", "proto/support/", "proto/plan/",
            "proto/yaml/"}},
      };
  return *kAllowed;
}

// Libraries that only these folders may include.
const std::map<std::string, std::vector<std::string>>& Reserved() {
  static const auto* const kReserved =
      new std::map<std::string, std::vector<std::string>>{
          {"httplib.h", {"server/web"}},
          {"prometheus/", {"server/web"}},
          {"sqlite3.h", {"server/store"}},
          {"yaml-cpp/", {"proto/yaml", "client", "worker"}},
          {"omp.h", {"engine", "worker"}},
          {"lammps/", {"worker"}},
          {"mpi.h", {"worker"}},
          {"voro++/", {"engine"}},
          {"cairo", {"worker"}},
          {"grpcpp/", {"proto/support", "server/service", "worker", "client"}},
      };
  return *kReserved;
}

std::vector<fs::path> SourcesIn(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (extension == ".h" || extension == ".cc") files.push_back(entry.path());
  }
  return files;
}

bool StartsWithOneOf(const std::string& text,
                     const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    if (text.starts_with(prefix)) return true;
  }
  return false;
}

// Calls visit(file, spelled with its quotes or brackets) for each include.
template <typename Visit>
void ForEachInclude(const std::string& folder, Visit visit) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  for (const fs::path& file : SourcesIn(fs::path(LEHR_SOURCE_DIR) / folder)) {
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
      std::smatch match;
      if (std::regex_search(line, match, kInclude)) {
        visit(file, match[1].str(), match[2].str());
      }
    }
  }
}

TEST(IncludeDirectionTest, FoldersIncludeOnlyWhatTheyMayKnow) {
  for (const auto& [folder, prefixes] : Allowed()) {
    const auto& allowed = prefixes;
    ForEachInclude(folder, [&](const fs::path& file, const std::string& mark,
                               const std::string& name) {
      if (mark != "\"") return;
      EXPECT_TRUE(StartsWithOneOf(name, allowed))
          << file << " includes \"" << name << "\"";
    });
  }
}

TEST(IncludeDirectionTest, LibrariesStayInTheFoldersThatOwnThem) {
  for (const auto& [library, folders] : Reserved()) {
    const auto& owners = folders;
    for (const auto& [folder, unused] : Allowed()) {
      if (std::find(owners.begin(), owners.end(), folder) != owners.end()) {
        continue;
      }
      ForEachInclude(folder, [&](const fs::path& file, const std::string&,
                                 const std::string& name) {
        EXPECT_FALSE(name.starts_with(library))
            << file << " includes <" << name << ">";
      });
    }
  }
}

}  // namespace
}  // namespace lehr
