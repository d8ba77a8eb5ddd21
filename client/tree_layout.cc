#include "client/tree_layout.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include <absl/hash/hash.h>
#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "client/number_format.h"
#include "client/segment_label.h"

namespace lehr::client {
namespace {

// So many siblings, or stops on one way, that differ only in their numbers are
// all drawn: more than the values of most parameters.
constexpr std::size_t kMostAlike = 6;
// Of more, so many are.
constexpr std::size_t kDrawnOfAlike = 2;

// `text` with one "#" for every number in it.
std::string WithoutNumbers(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto is_digit = [&text](std::size_t k) {
      return k < text.size() &&
             absl::ascii_isdigit(static_cast<unsigned char>(text[k]));
    };
    if (!is_digit(i)) {
      plain += text[i];
      continue;
    }
    while (is_digit(i + 1) ||
           (text[i + 1 < text.size() ? i + 1 : i] == '.' && is_digit(i + 2))) {
      ++i;
    }
    plain += '#';
  }
  return plain;
}

// Builder makes items of segments, and fewer of many. The item of a segment has
// its position, so that items below have greater positions.
class Builder {
 public:
  explicit Builder(const SegmentTree& tree) : tree_(tree) {
    MakeItems();
    ConnectItems();
  }

  void Fold() {
    JoinMeasurements();
    JoinCycles();
    ReadSignatures();
    FoldStops();
    for (std::size_t i = 0; i < tree_.segments.size(); ++i) {
      // By value: folding adds items, and they move then.
      std::vector<int> folded = FoldSiblings(layout_.items[i].branches);
      layout_.items[i].branches = std::move(folded);
    }
    layout_.roots = FoldSiblings(layout_.roots);
  }

  TreeLayout Take() { return std::move(layout_); }

 private:
  // Two numbers for a subtree: equal if it is, and if it is but for numbers.
  struct Signature {
    std::size_t exact = 0;
    std::size_t alike = 0;
    std::size_t own_alike = 0;  // with its branches, without its main way
  };

  const TreeSegment& SegmentAt(int position) const {
    return tree_.segments[static_cast<std::size_t>(position)];
  }
  TreeItem& At(int item) {
    return layout_.items[static_cast<std::size_t>(item)];
  }
  Signature& SignatureAt(int item) {
    return signatures_[static_cast<std::size_t>(item)];
  }

  void MakeItems();
  void ConnectItems();
  int MainOf(int position, const std::vector<int>& children) const;
  void JoinMeasurements();
  void JoinCycles();
  void Absorb(int item, int next);
  bool HasOnlyMeasurements(int item);
  void ReadSignatures();
  void FoldStops();
  void FoldStopsFrom(int head);
  std::vector<int> FoldSiblings(std::vector<int> siblings);
  std::map<int, std::vector<int>> LeftOutOf(const std::vector<int>& group);
  int AddFold(const std::vector<int>& subtrees, bool with_main);
  void Gather(int item, bool with_main, std::vector<int>* segments);

  const SegmentTree& tree_;
  TreeLayout layout_;
  std::vector<Signature> signatures_;
};

void Builder::MakeItems() {
  for (std::size_t i = 0; i < tree_.segments.size(); ++i) {
    const TreeSegment& segment = tree_.segments[i];
    TreeItem& item = layout_.items.emplace_back();
    const std::string_view above =
        segment.above < 0 ? ""
                          : std::string_view(SegmentAt(segment.above).label);
    item.title = std::string(ShortLabel(segment.label, above));
    item.segments = {static_cast<int>(i)};
    item.measurement = segment.measurement;
    item.points = segment.points;
    if (segment.above < 0) layout_.roots.push_back(static_cast<int>(i));
  }
}

void Builder::ConnectItems() {
  const auto children = ChildrenOf(tree_);
  for (std::size_t i = 0; i < children.size(); ++i) {
    TreeItem& item = layout_.items[i];
    item.main = MainOf(static_cast<int>(i), children[i]);
    for (const int child : children[i]) {
      if (child != item.main) item.branches.push_back(child);
    }
    std::stable_partition(
        item.branches.begin(), item.branches.end(),
        [this](int child) { return SegmentAt(child).measurement; });
  }
}

// The way goes on in what continues the segment, in its next cycle, or in the
// only one that goes on.
int Builder::MainOf(int position, const std::vector<int>& children) const {
  const auto cycle = CycleOf(SegmentAt(position).label);
  int only = -1;
  int count = 0;
  for (const int child : children) {
    const TreeSegment& segment = SegmentAt(child);
    if (segment.measurement) continue;
    if (segment.continues) return child;
    const auto next = CycleOf(segment.label);
    if (cycle.has_value() && next.has_value() &&
        next->before == cycle->before && next->number >= cycle->number) {
      return child;
    }
    only = child;
    ++count;
  }
  return count == 1 ? only : -1;
}

// "test/energy, elastic".
void Builder::JoinMeasurements() {
  const auto stands_alone = [this](int item) {
    return !At(item).measurement || At(item).main >= 0 ||
           !At(item).branches.empty();
  };
  for (TreeItem& item : layout_.items) {
    int first = -1;
    std::vector<int> left;
    for (const int branch : item.branches) {
      if (first < 0 || stands_alone(branch)) {
        left.push_back(branch);
        if (!stands_alone(branch)) first = branch;
        continue;
      }
      TreeItem& joined = At(first);
      joined.title += ", ";
      joined.title += ShortLabel(SegmentAt(branch).label,
                                 SegmentAt(joined.segments.back()).label);
      joined.segments.push_back(branch);
      joined.points = std::max(joined.points, At(branch).points);
    }
    item.branches = std::move(left);
  }
}

bool Builder::HasOnlyMeasurements(int item) {
  const auto& branches = At(item).branches;
  return std::all_of(branches.begin(), branches.end(), [this](int branch) {
    return At(branch).measurement && At(branch).main < 0;
  });
}

void Builder::JoinCycles() {
  std::vector<bool> gone(layout_.items.size(), false);
  for (std::size_t i = 0; i < layout_.items.size(); ++i) {
    const int item = static_cast<int>(i);
    if (gone[i] || At(item).segments.size() > 1) continue;
    const std::string& label = SegmentAt(item).label;
    const auto first = CycleOf(label);
    if (!first.has_value()) continue;
    int last = first->number;
    while (At(item).main >= 0 && HasOnlyMeasurements(item)) {
      const int next = At(item).main;
      const auto cycle = CycleOf(SegmentAt(next).label);
      if (!cycle.has_value() || cycle->before != first->before) break;
      last = cycle->number;
      gone[static_cast<std::size_t>(next)] = true;
      Absorb(item, next);
    }
    const auto word = label.find("cycle ", first->before.size());
    const auto shown = At(item).title.find("cycle ");
    if (At(item).segments.size() == 1 || shown == std::string::npos ||
        word == std::string::npos) {
      continue;
    }
    At(item).title = absl::StrCat(
        At(item).title.substr(0, shown),
        last == first->number
            ? absl::StrFormat("cycle %d", last)
            : absl::StrFormat("cycles %d to %d", first->number, last));
  }
}

// Makes `next`, on which the way of `item` goes on, a part of `item`. Their
// measurements become one item.
void Builder::Absorb(int item, int next) {
  TreeItem& kept = At(item);
  TreeItem& taken = At(next);
  kept.segments.insert(kept.segments.end(), taken.segments.begin(),
                       taken.segments.end());
  kept.main = taken.main;
  for (const int branch : taken.branches) {
    const bool joins = At(branch).measurement && !kept.branches.empty() &&
                       At(kept.branches.front()).measurement &&
                       At(branch).main < 0;
    if (!joins) {
      kept.branches.push_back(branch);
      continue;
    }
    TreeItem& measurement = At(kept.branches.front());
    measurement.segments.insert(measurement.segments.end(),
                                At(branch).segments.begin(),
                                At(branch).segments.end());
    measurement.title = absl::StrCat(At(branch).title, " (",
                                     measurement.segments.size(), " times)");
  }
}

void Builder::ReadSignatures() {
  signatures_.resize(layout_.items.size());
  for (int i = static_cast<int>(layout_.items.size()) - 1; i >= 0; --i) {
    const TreeItem& item = At(i);
    std::int64_t work = 0;
    double lasts = 0;
    std::vector<std::string> names;
    for (const int position : item.segments) {
      const TreeSegment& segment = SegmentAt(position);
      work += segment.atom_steps;
      lasts += segment.lasts_ps;
      names.insert(names.end(), segment.saved_as.begin(),
                   segment.saved_as.end());
    }
    Signature& own = SignatureAt(i);
    own.exact = absl::HashOf(item.title, item.measurement, work, lasts, names);
    own.own_alike = absl::HashOf(WithoutNumbers(item.title), item.measurement);
    for (const int branch : item.branches) {
      own.exact = absl::HashOf(own.exact, SignatureAt(branch).exact);
      own.own_alike = absl::HashOf(own.own_alike, SignatureAt(branch).alike);
    }
    own.alike = own.own_alike;
    if (item.main >= 0) {
      own.exact = absl::HashOf(own.exact, 1, SignatureAt(item.main).exact);
      own.alike = absl::HashOf(own.alike, 1, SignatureAt(item.main).alike);
    }
  }
}

// Stops on one way that are alike, such as the ends of ramps to a hundred
// temperatures.
void Builder::FoldStops() {
  std::set<int> on_the_way;
  for (std::size_t i = 0; i < tree_.segments.size(); ++i) {
    if (layout_.items[i].main >= 0) on_the_way.insert(layout_.items[i].main);
  }
  for (std::size_t i = 0; i < tree_.segments.size(); ++i) {
    const int head = static_cast<int>(i);
    if (!on_the_way.contains(head)) FoldStopsFrom(head);
  }
}

void Builder::FoldStopsFrom(int head) {
  for (int first = head; first >= 0;) {
    std::vector<int> run = {first};
    for (int next = At(first).main;
         next >= 0 &&
         SignatureAt(next).own_alike == SignatureAt(first).own_alike;
         next = At(next).main) {
      run.push_back(next);
    }
    const int last = run.back();
    if (run.size() > kMostAlike) {
      // The first ones and the last are drawn.
      const std::vector<int> left(run.begin() + kDrawnOfAlike, run.end() - 1);
      const int fold = AddFold(left, false);
      At(fold).points = At(left.front()).points;
      At(fold).main = last;
      At(run[kDrawnOfAlike - 1]).main = fold;
    }
    first = At(last).main;
  }
}

// Equal siblings are drawn once; of many that are alike, the first two are.
std::vector<int> Builder::FoldSiblings(std::vector<int> siblings) {
  std::map<std::size_t, std::vector<int>> groups;
  for (const int sibling : siblings) {
    groups[SignatureAt(sibling).alike].push_back(sibling);
  }
  std::map<int, std::vector<int>> left_out;  // by the last one that is drawn
  std::set<int> gone;
  for (const auto& [unused, group] : groups) {
    for (auto& [drawn, folded] : LeftOutOf(group)) {
      gone.insert(folded.begin(), folded.end());
      left_out[drawn] = std::move(folded);
    }
  }
  std::vector<int> result;
  for (const int sibling : siblings) {
    if (gone.contains(sibling)) continue;
    result.push_back(sibling);
    const auto folded = left_out.find(sibling);
    if (folded != left_out.end()) {
      result.push_back(AddFold(folded->second, true));
    }
  }
  return result;
}

// Which of siblings that are alike are left out, by the one that is drawn
// before the line that stands for them.
std::map<int, std::vector<int>> Builder::LeftOutOf(
    const std::vector<int>& group) {
  std::vector<int> different;
  std::map<std::size_t, int> first_of;
  std::map<int, std::vector<int>> equal;
  for (const int sibling : group) {
    const auto [first, fresh] =
        first_of.emplace(SignatureAt(sibling).exact, sibling);
    if (fresh) {
      different.push_back(sibling);
    } else {
      equal[first->second].push_back(sibling);
    }
  }
  if (different.size() <= kMostAlike) return equal;
  std::vector<int> rest = group;
  for (std::size_t i = 0; i < kDrawnOfAlike; ++i) {
    std::erase(rest, different[i]);
  }
  return {{different[kDrawnOfAlike - 1], std::move(rest)}};
}

int Builder::AddFold(const std::vector<int>& subtrees, bool with_main) {
  TreeItem fold;
  fold.alike = static_cast<int>(subtrees.size());
  fold.title = absl::StrCat("… ", FormatCount(fold.alike), " more like this");
  for (const int subtree : subtrees) {
    fold.points += At(subtree).points;
    Gather(subtree, with_main, &fold.segments);
  }
  layout_.items.push_back(std::move(fold));
  return static_cast<int>(layout_.items.size()) - 1;
}

// All segments of a subtree.
void Builder::Gather(int item, bool with_main, std::vector<int>* segments) {
  std::vector<int> open = {item};
  while (!open.empty()) {
    const int next = open.back();
    open.pop_back();
    segments->insert(segments->end(), At(next).segments.begin(),
                     At(next).segments.end());
    open.insert(open.end(), At(next).branches.begin(), At(next).branches.end());
    if (At(next).main >= 0 && (with_main || next != item)) {
      open.push_back(At(next).main);
    }
  }
}

}  // namespace

TreeLayout LayOut(const SegmentTree& tree, TreeDetail detail) {
  Builder builder(tree);
  if (detail == TreeDetail::kFolded) builder.Fold();
  return builder.Take();
}

int CountItems(const TreeLayout& layout) {
  std::vector<int> open = layout.roots;
  int count = 0;
  while (!open.empty()) {
    const TreeItem& item = layout.items[static_cast<std::size_t>(open.back())];
    open.pop_back();
    ++count;
    open.insert(open.end(), item.branches.begin(), item.branches.end());
    if (item.main >= 0) open.push_back(item.main);
  }
  return count;
}

}  // namespace lehr::client
