// What deploy/kubernetes asks for is what a careful site lets in. No schema of
// Kubernetes comes with Debian: only structure is held here.

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

namespace lehr {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;

std::vector<YAML::Node> Manifests() {
  std::vector<YAML::Node> manifests;
  for (const auto& entry : fs::directory_iterator(fs::path(LEHR_SOURCE_DIR) /
                                                  "deploy/kubernetes")) {
    for (YAML::Node& node : YAML::LoadAllFromFile(entry.path())) {
      manifests.push_back(node);
    }
  }
  return manifests;
}

// The pod templates, by the names of what makes the pods.
std::map<std::string, YAML::Node> Pods() {
  std::map<std::string, YAML::Node> pods;
  for (const YAML::Node& manifest : Manifests()) {
    const YAML::Node made = manifest["spec"]["template"];
    if (!made) continue;
    pods[manifest["metadata"]["name"].as<std::string>()].reset(made["spec"]);
  }
  return pods;
}

TEST(ManifestsTest, EachSaysWhatItIs) {
  std::set<std::string> kinds;
  for (const YAML::Node& manifest : Manifests()) {
    EXPECT_TRUE(manifest["apiVersion"]);
    EXPECT_TRUE(manifest["metadata"]["name"]);
    EXPECT_TRUE(manifest["spec"]);
    kinds.insert(manifest["kind"].as<std::string>());
  }
  EXPECT_EQ(kinds,
            (std::set<std::string>{"Deployment", "HorizontalPodAutoscaler",
                                   "Service", "StatefulSet"}));
}

TEST(ManifestsTest, SelectorsChooseThePodsOfTheirOwn) {
  for (const YAML::Node& manifest : Manifests()) {
    if (!manifest["spec"]["template"]) continue;
    const YAML::Node labels =
        manifest["spec"]["template"]["metadata"]["labels"];
    for (const auto& wanted : manifest["spec"]["selector"]["matchLabels"]) {
      EXPECT_EQ(labels[wanted.first.as<std::string>()].as<std::string>(),
                wanted.second.as<std::string>());
    }
  }
}

TEST(ManifestsTest, PodsRunAsNobodyInParticularAndWriteOnlyToVolumes) {
  EXPECT_EQ(Pods().size(), 2u);
  for (const auto& [name, pod] : Pods()) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(pod["automountServiceAccountToken"].as<bool>());
    const YAML::Node context = pod["securityContext"];
    EXPECT_TRUE(context["runAsNonRoot"].as<bool>());
    EXPECT_EQ(context["seccompProfile"]["type"].as<std::string>(),
              "RuntimeDefault");
    for (const YAML::Node& container : pod["containers"]) {
      const YAML::Node own = container["securityContext"];
      EXPECT_TRUE(own["readOnlyRootFilesystem"].as<bool>());
      EXPECT_FALSE(own["allowPrivilegeEscalation"].as<bool>());
      EXPECT_EQ(own["capabilities"]["drop"][0].as<std::string>(), "ALL");
      for (const char* resource : {"cpu", "memory"}) {
        EXPECT_TRUE(container["resources"]["limits"][resource]);
        EXPECT_TRUE(container["resources"]["requests"][resource]);
      }
    }
  }
}

TEST(ManifestsTest, MountsAndProbesNameWhatIsThere) {
  for (const auto& [name, pod] : Pods()) {
    SCOPED_TRACE(name);
    std::vector<std::string> volumes = {"data"};  // of the claim
    for (const YAML::Node& volume : pod["volumes"]) {
      volumes.push_back(volume["name"].as<std::string>());
    }
    for (const YAML::Node& container : pod["containers"]) {
      std::vector<std::string> ports;
      for (const YAML::Node& port : container["ports"]) {
        ports.push_back(port["name"].as<std::string>());
      }
      for (const YAML::Node& mount : container["volumeMounts"]) {
        EXPECT_THAT(volumes, Contains(mount["name"].as<std::string>()));
      }
      for (const char* probe :
           {"startupProbe", "livenessProbe", "readinessProbe"}) {
        if (!container[probe]) continue;
        EXPECT_THAT(
            ports,
            Contains(container[probe]["httpGet"]["port"].as<std::string>()));
      }
    }
  }
}

TEST(ManifestsTest, TheAutoscalerScalesTheWorkers) {
  for (const YAML::Node& manifest : Manifests()) {
    if (manifest["kind"].as<std::string>() != "HorizontalPodAutoscaler") {
      continue;
    }
    const std::string target =
        manifest["spec"]["scaleTargetRef"]["name"].as<std::string>();
    EXPECT_TRUE(Pods().contains(target)) << target;
    EXPECT_EQ(manifest["spec"]["metrics"][0]["external"]["metric"]["name"]
                  .as<std::string>(),
              "lehr_segments");
  }
}

}  // namespace
}  // namespace lehr
