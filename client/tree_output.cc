#include "client/tree_output.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <utility>

#include <CLI/CLI.hpp>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/tree_dot.h"
#include "client/tree_json.h"
#include "client/tree_layout.h"
#include "client/tree_svg.h"
#include "client/tree_text.h"

namespace lehr::client {
namespace {

// A longer text is folded: more than two screens.
constexpr int kMostLines = 100;

// A picture is always folded: it is looked at as a whole.
TreeLayout LayoutFor(const SegmentTree& tree, const std::string& format,
                     bool all) {
  TreeLayout layout = LayOut(tree, TreeDetail::kAll);
  if (all || (format != "svg" && CountItems(layout) <= kMostLines)) {
    return layout;
  }
  return LayOut(tree, TreeDetail::kFolded);
}

std::string FoldedNote(const TreeLayout& layout, std::size_t segments) {
  const int lines = CountItems(layout);
  if (static_cast<std::size_t>(lines) == segments) return "";
  return absl::StrFormat(
      "\n%d segments on %d lines: --all has a line for each\n", segments,
      lines);
}

absl::Status WriteFile(const std::string& path, const std::string& content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.close();
  if (file.good()) return absl::OkStatus();
  return absl::UnavailableError(
      absl::StrFormat("%s: %s", path, std::strerror(errno)));
}

}  // namespace

void AddTreeOptions(CLI::App& verb, TreeOptions& options) {
  verb.add_flag("--tree", options.tree,
                "Draw the plan as a tree of physical time");
  verb.add_option("--format", options.format,
                  "How: text (default), dot (for Graphviz), svg or json")
      ->check(CLI::IsMember({"text", "dot", "json", "svg"}));
  verb.add_option("-o,--out", options.file,
                  "Draw into a file; its name may say the format: plan.svg")
      ->type_name("FILE");
  verb.add_flag("--all", options.all,
                "Draw every segment, also of equal replicas and long sweeps");
}

absl::StatusOr<std::string> TreeFormat(const TreeOptions& options) {
  if (!options.format.empty()) return options.format;
  if (options.file.empty()) return "text";
  const std::string extension =
      std::filesystem::path(options.file).extension().string();
  for (const char* format : {"dot", "json", "svg"}) {
    if (extension == absl::StrCat(".", format)) return format;
  }
  if (extension == ".txt") return "text";
  return absl::InvalidArgumentError(absl::StrFormat(
      "--out: expected a name that ends in .txt, .dot, .json or .svg, or "
      "--format, found \"%s\"",
      options.file));
}

absl::Status WriteTree(const SegmentTree& tree, const TreeOptions& options,
                       Json facts, const std::string& head, Session& session) {
  const auto format = TreeFormat(options);
  if (!format.ok()) return format.status();
  std::string content;
  if (*format == "json") {
    facts["tree"] = TreeJson(tree);
    content = Dump(facts);
  } else {
    const TreeLayout layout = LayoutFor(tree, *format, options.all);
    content = *format == "svg"   ? TreeSvg(tree, layout)
              : *format == "dot" ? TreeDot(tree, layout)
                                 : TreeText(tree, layout) +
                                       FoldedNote(layout, tree.segments.size());
  }
  if (!options.file.empty()) return WriteFile(options.file, content);
  if (*format == "text") session.out << head << "\n";
  session.out << content;
  return absl::OkStatus();
}

}  // namespace lehr::client
