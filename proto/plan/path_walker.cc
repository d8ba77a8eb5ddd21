#include "proto/plan/path_walker.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <absl/strings/str_format.h>

#include "proto/plan/evaluator.h"
#include "proto/plan/observables.h"

namespace lehr::plan {
namespace {

// A LawNumber::segment that has not been looked for.
constexpr int kNotSought = -2;

template <typename T>
void Append(T value, std::string* bytes) {
  bytes->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

}  // namespace

PathWalker::PathWalker(const v1::SweepSpec& spec, const Programme& programme,
                       const Settings& settings, SegmentTable* segments,
                       Violations* violations)
    : programme_(programme),
      segments_(*segments),
      violations_(*violations),
      laws_(spec, settings, segments, violations) {}

std::string PathWalker::Place::ToString() const {
  const std::string here =
      cycle > 0 ? absl::StrFormat("cycle %d", cycle) : std::string(name);
  return outer == nullptr ? here
                          : absl::StrFormat("%s/%s", outer->ToString(), here);
}

std::vector<int> PathWalker::Walk(const PointId& point) {
  const int last = LastNode(point);
  std::size_t length = 0;
  for (int i = last; i >= 0; i = node(i).previous) {
    length += node(i).segments.size();
  }
  std::vector<int> path;
  path.reserve(length);
  for (int i = last; i >= 0; i = node(i).previous) {
    path.insert(path.end(), node(i).segments.rbegin(), node(i).segments.rend());
  }
  std::reverse(path.begin(), path.end());
  if (node(last).atom_steps > kMaxAtomSteps - atom_steps_) {
    Stop(absl::StrFormat("expected at most %d atom-steps, found more",
                         kMaxAtomSteps));
  } else {
    atom_steps_ += node(last).atom_steps;
  }
  return path;
}

int PathWalker::LastNode(const PointId& point) {
  Traveller traveller{
      point,
      &programme_.treatments[static_cast<std::size_t>(point.treatment)],
      programme_.grid.At(point.sweep_combination),
      {}};
  const std::vector<double> own =
      traveller.treatment->grid.At(point.own_combination);
  traveller.values.insert(traveller.values.end(), own.begin(), own.end());
  traveller.measured.assign(programme_.references.entries().size(),
                            {0, kNotSought, -1});
  traveller.node = FirstNode(point.replica);
  const Place sample{nullptr, "sample", 0};
  const Place treatment{nullptr, traveller.treatment->name, 0};
  const Place test{&treatment, "test", 0};
  Follow(programme_.sample, sample, &traveller);
  Follow(traveller.treatment->stages, treatment, &traveller);
  Follow(traveller.treatment->test, test, &traveller);
  return traveller.node;
}

int PathWalker::FirstNode(int replica) {
  const auto [found, is_new] =
      first_nodes_.emplace(replica, static_cast<int>(nodes_.size()));
  if (is_new) {
    Node first;
    first.state = start_;
    first.state.replica = replica;
    nodes_.push_back(std::move(first));
  }
  return found->second;
}

void PathWalker::Follow(const std::vector<StageNode>& stages,
                        const Place& place, Traveller* traveller) {
  for (const StageNode& stage : stages) {
    if (stopped_) return;
    if (std::holds_alternative<Cycle>(stage.kind)) {
      FollowCycle(stage, place, traveller);
    } else if (std::holds_alternative<Branch>(stage.kind)) {
      FollowBranch(stage, place, traveller);
    } else {
      Step(stage, place, traveller);
    }
  }
}

void PathWalker::FollowCycle(const StageNode& stage, const Place& place,
                             Traveller* traveller) {
  const auto& cycle = std::get<Cycle>(stage.kind);
  const PointView view = ViewOf(*traveller);
  const std::int64_t count =
      Evaluator(view, node(traveller->node).state, &violations_)
          .Count(cycle.count, kMaxPathStages);
  for (std::int64_t k = 1; k <= count && !stopped_; ++k) {
    // Bodies without stages are counted too, so that this comes to an end.
    traveller->stages += cycle.body.empty() ? 1 : 0;
    Follow(cycle.body, {&place, {}, k}, traveller);
    if (stopped_ || traveller->stages <= kMaxPathStages) continue;
    violations_.Add(cycle.count.field,
                    absl::StrFormat("expected at most %d stages in a path, "
                                    "found more in cycle %d of %d",
                                    kMaxPathStages, k, count));
    stopped_ = true;
  }
}

void PathWalker::FollowBranch(const StageNode& stage, const Place& place,
                              Traveller* traveller) {
  const int origin = traveller->node;
  Follow(std::get<Branch>(stage.kind).body, place, traveller);
  const int end = traveller->node;
  if (stopped_ || end == origin) return;
  std::string key;
  Append(end, &key);
  Append(origin, &key);
  const auto [back, is_new] =
      steps_.emplace(std::move(key), static_cast<int>(nodes_.size()));
  traveller->node = back->second;
  if (!is_new) return;
  Node after{end, node(origin).state, {}, node(origin).atom_steps};
  for (int i = end; i != origin; i = node(i).previous) {
    for (const int index : node(i).segments) {
      const PlannedSegment& segment = segments_.at(index);
      if (segment.work.has_advance()) continue;
      after.atom_steps += segment.atoms * segment.steps;
    }
  }
  nodes_.push_back(std::move(after));
}

void PathWalker::Step(const StageNode& stage, const Place& place,
                      Traveller* traveller) {
  ++traveller->stages;
  if (++stages_ > kMaxStagesOfPoints) {
    Stop(
        absl::StrFormat("expected paths of at most %d stages together, found "
                        "more: use fewer points or shorter cycles",
                        kMaxStagesOfPoints));
  }
  for (const int reference : stage.references) {
    LawNumber& measured =
        traveller->measured[static_cast<std::size_t>(reference)];
    if (measured.segment == kNotSought) {
      measured = FindMeasured(reference, traveller->id);
    }
  }
  std::string key = StepKey(stage, *traveller);
  const auto found = steps_.find(key);
  if (found != steps_.end()) {
    traveller->node = found->second;
    return;
  }
  traveller->node = Visit(stage, place, *traveller);
  steps_.emplace(std::move(key), traveller->node);
}

int PathWalker::Visit(const StageNode& stage, const Place& place,
                      const Traveller& traveller) {
  const Node& before = node(traveller.node);
  Node after{traveller.node, before.state, {}, before.atom_steps};
  after.segments =
      laws_.Apply(stage, ViewOf(traveller), place.ToString(), &after.state);
  if (after.state.segment == before.state.segment) {
    DropRepeated(before, &after.segments);
  }
  for (const int index : after.segments) {
    const PlannedSegment& segment = segments_.at(index);
    const double atom_steps =
        static_cast<double>(segment.atoms) * static_cast<double>(segment.steps);
    if (atom_steps > static_cast<double>(kMaxAtomSteps - after.atom_steps)) {
      Stop(absl::StrFormat(
          "expected at most %d atom-steps, found more in one "
          "path: %d atoms take %d steps at \"%s\"",
          kMaxAtomSteps, segment.atoms, segment.steps, segment.label));
      break;
    }
    after.atom_steps += segment.atoms * segment.steps;
  }
  if (segments_.size() > kMaxSegments) {
    Stop(
        absl::StrFormat("expected at most %d different segments, found more: "
                        "use fewer points or shorter cycles",
                        kMaxSegments));
  }
  nodes_.push_back(std::move(after));
  return static_cast<int>(nodes_.size()) - 1;
}

void PathWalker::DropRepeated(const Node& before,
                              std::vector<int>* segments) const {
  for (const Node* here = &before;
       here->state.segment == before.state.segment && !segments->empty();
       here = &node(here->previous)) {
    std::erase_if(*segments, [here](int segment) {
      return std::find(here->segments.begin(), here->segments.end(), segment) !=
             here->segments.end();
    });
    if (here->previous < 0) return;
  }
}

std::string PathWalker::StepKey(const StageNode& stage,
                                const Traveller& traveller) const {
  std::string key;
  Append(traveller.node, &key);
  Append(stage.id, &key);
  for (const int parameter : stage.parameters) {
    Append(traveller.values[static_cast<std::size_t>(parameter)], &key);
  }
  for (const int reference : stage.references) {
    Append(traveller.measured[static_cast<std::size_t>(reference)].segment,
           &key);
  }
  return key;
}

LawNumber PathWalker::FindMeasured(int reference, const PointId& point) {
  const ReferenceTable::Entry& entry =
      programme_.references.entries()[static_cast<std::size_t>(reference)];
  const std::int64_t index =
      (entry.treatment * programme_.grid.size() + point.sweep_combination) *
          programme_.replicas +
      point.replica;
  auto found = referred_.find(index);
  if (found == referred_.end()) {
    const int last =
        LastNode({entry.treatment, point.sweep_combination, 0, point.replica});
    found = referred_.emplace(index, last).first;
  }
  // The last one, where a path measures it more than once.
  for (int i = found->second; i >= 0; i = node(i).previous) {
    for (auto segment = node(i).segments.rbegin();
         segment != node(i).segments.rend(); ++segment) {
      const v1::Work& work = segments_.at(*segment).work;
      if (work.has_measurement() &&
          Produces(work.measurement(), entry.observable)) {
        return {1, *segment, entry.observable};
      }
    }
  }
  return {1, -1, entry.observable};
}

PointView PathWalker::ViewOf(const Traveller& traveller) const {
  return {traveller.treatment->parameters, traveller.values,
          traveller.measured};
}

void PathWalker::Stop(const std::string& message) {
  stopped_ = true;
  violations_.Add("treatments", message);
}

}  // namespace lehr::plan
