#include "lehr/md/analysis/voronoi.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <tuple>
#include <utility>
#include <voro++/voro++.hh>

#include <absl/status/status.h>
#include <absl/strings/str_format.h>

#include "engine/src/analysis/free_surface.h"
#include "engine/src/analysis/voronoi_cell.h"
#include "engine/src/analysis/voronoi_containers.h"
#include "engine/src/team.h"

namespace lehr::md::analysis {
namespace {

// A free surface is where a sphere of this radius finds room between the atoms
// [Å]: the usual probe for metals, larger than any hole of the bulk (corners of
// cells are up to 2.4 Å from their atoms in glasses at 300 K) and smaller than
// a step. Stukowski, JOM 66, 399 (2014), doi:10.1007/s11837-013-0827-5.
constexpr double kProbeRadius = 4;

// Blocks of Voro++'s grid that make one piece of work, about 350 atoms.
constexpr std::size_t kGridBlocksOfAPiece = 64;

// Cells tile the box to rounding (1e-13 was seen). A single cell that is wrong
// misses by 1e-9 and more of the largest box there is.
constexpr double kVolumeTolerance = 1e-9;

absl::Status CheckOptions(const VoronoiOptions& options, bool open) {
  if (!(options.face_area_rel >= 0 && options.face_area_rel < 1)) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "voronoi: expected face_area_rel from 0 to below 1, found %g",
        options.face_area_rel));
  }
  if (!(options.edge_abs >= 0) || !std::isfinite(options.edge_abs)) {
    return absl::InvalidArgumentError(
        absl::StrFormat("voronoi: expected edge_abs of 0 Å or more, found %g Å",
                        options.edge_abs));
  }
  if (open && (!(options.surface_distance > 0) ||
               !std::isfinite(options.surface_distance))) {
    return absl::InvalidArgumentError(
        absl::StrFormat("voronoi: expected a surface_distance above 0 Å for a "
                        "box with free surfaces, found %g Å",
                        options.surface_distance));
  }
  if (options.threads < 1) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "voronoi: expected 1 thread or more, found %d", options.threads));
  }
  return absl::OkStatus();
}

absl::Status CheckState(const State& state) {
  const auto& positions = state.atoms.positions;
  if (positions.empty() || state.atoms.species.size() != positions.size()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "voronoi: expected atoms with a species each, found %d atoms and %d "
        "species",
        positions.size(), state.atoms.species.size()));
  }
  for (std::size_t k = 0; k < 3; ++k) {
    if (!(state.box.lengths[k] > 0) || !std::isfinite(state.box.lengths[k])) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "voronoi: expected edges of the box above 0 Å, found %g Å along %c",
          state.box.lengths[k], "xyz"[k]));
    }
    if (!state.box.periodic[k] && state.box.tilts != Vec3{0, 0, 0}) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "voronoi: expected an orthogonal box where there is a free surface "
          "(along %c), found tilts yz, xz, xy of %g, %g, %g Å",
          "xyz"[k], state.box.tilts[0], state.box.tilts[1],
          state.box.tilts[2]));
    }
  }
  for (std::size_t i = 0; i < positions.size(); ++i) {
    for (const double x : positions[i]) {
      if (!std::isfinite(x)) {
        return absl::InvalidArgumentError(absl::StrFormat(
            "voronoi: atom %d: expected a finite position, found %g Å", i, x));
      }
    }
  }
  return absl::OkStatus();
}

// Blocks of the grid beyond which it is not the atoms that fill it: there is a
// fifth of a block for each.
constexpr double kMostGridBlocksPerAtom = 64;
constexpr double kGridBlocksOfAFewAtoms = 4096;

absl::Status CheckDomain(const Domain& domain, std::size_t atoms) {
  const double blocks = static_cast<double>(domain.grid[0]) *
                        static_cast<double>(domain.grid[1]) *
                        static_cast<double>(domain.grid[2]);
  if (blocks <= kMostGridBlocksPerAtom * static_cast<double>(atoms) +
                    kGridBlocksOfAFewAtoms) {
    return absl::OkStatus();
  }
  return absl::OutOfRangeError(absl::StrFormat(
      "voronoi: expected atoms close to each other, found %d atoms spread over "
      "%g × %g × %g Å: one may have left the slab",
      atoms, domain.high[0] - domain.low[0], domain.high[1] - domain.low[1],
      domain.high[2] - domain.low[2]));
}

// The cells of some blocks of the grid.
struct Piece {
  // In the order of Voro++: atom and the number of its faces.
  std::vector<std::pair<std::int32_t, std::int32_t>> cells;
  std::vector<VoronoiFace> faces;
};

// What all threads write to, each its own atoms and pieces.
struct Work {
  std::vector<Piece> pieces;
  Voronoi* voronoi = nullptr;
  std::vector<std::uint8_t> outermost;  // [N] at a free surface itself
  std::vector<std::uint8_t> no_cell;    // [N]
};

// One thread's part of the tessellation.
template <typename Cells>
class CellComputer {
 public:
  CellComputer(const State& state, const Domain& domain,
               const VoronoiOptions& options, Work* work)
      : cells_(state, domain),
        reader_(options.face_area_rel, options.edge_abs),
        work_(work) {
    for (std::size_t i = 0; i < state.atoms.size(); ++i) {
      const Vec3& x = state.atoms.positions[i];
      // Named from 1: in a tilted box 0 stands for the atom itself.
      cells_.container()->put(static_cast<int>(i) + 1, x[0], x[1], x[2],
                              RadiusOf(i));
    }
    cells_.Finish();
    blocks_ = cells_.GridBlocks();
  }

  static std::size_t PieceCount(std::size_t blocks) {
    return (blocks + kGridBlocksOfAPiece - 1) / kGridBlocksOfAPiece;
  }

  void ComputePiece(std::size_t piece) {
    const std::size_t begin = piece * kGridBlocksOfAPiece;
    const std::size_t end =
        std::min(blocks_.size(), begin + kGridBlocksOfAPiece);
    for (std::size_t b = begin; b < end; ++b) {
      const int block = blocks_[b];
      for (int q = 0; q < cells_.container()->co[block]; ++q) {
        ComputeCell(block, q, &work_->pieces[piece]);
      }
    }
  }

 private:
  double RadiusOf(std::size_t i) const {
    const Voronoi& voronoi = *work_->voronoi;
    return voronoi.radii[static_cast<std::size_t>(voronoi.species[i])];
  }

  void ComputeCell(int block, int q, Piece* piece) {
    const std::int32_t atom = cells_.container()->id[block][q] - 1;
    const auto i = static_cast<std::size_t>(atom);
    if (!cells_.container()->compute_cell(cell_, block, q)) {
      work_->no_cell[i] = 1;
      return;
    }
    const std::size_t before = piece->faces.size();
    reader_.Read(&cell_, &piece->faces);
    VoronoiFace* const begin = piece->faces.data() + before;
    VoronoiFace* const end = piece->faces.data() + piece->faces.size();
    for (VoronoiFace* face = begin; face != end; ++face) {
      face->neighbor = cells_.NeighborOf(face->neighbor, atom);
      if (face->neighbor == VoronoiFace::kVacuum) work_->outermost[i] = 1;
    }
    // Voro++'s corners are twice as far away.
    if (cell_.max_radius_squared() > 4 * kProbeRadius * kProbeRadius) {
      work_->outermost[i] = 1;
    }
    std::sort(begin, end, [](const VoronoiFace& a, const VoronoiFace& b) {
      return std::tie(a.neighbor, a.area, a.edges) <
             std::tie(b.neighbor, b.area, b.edges);
    });
    piece->cells.emplace_back(atom, static_cast<std::int32_t>(end - begin));
    work_->voronoi->indices[i] = IndexOf(begin, end);
    work_->voronoi->volumes[i] = cell_.volume();
  }

  Cells cells_;
  VoronoiCellReader reader_;
  Work* work_;
  std::vector<int> blocks_;
  voro::voronoicell_neighbor cell_;
};

template <typename Cells>
void ComputePieces(const State& state, const Domain& domain,
                   const VoronoiOptions& options, Work* work) {
  const std::size_t pieces =
      CellComputer<Cells>::PieceCount(static_cast<std::size_t>(domain.grid[0]) *
                                      static_cast<std::size_t>(domain.grid[1]) *
                                      static_cast<std::size_t>(domain.grid[2]));
  work->pieces.resize(pieces);
  const int threads =
      std::min(options.threads,
               static_cast<int>(std::min<std::size_t>(pieces, 1U << 16)));
  RunTeam(threads, [&](int member, int members) {
    CellComputer<Cells> computer(state, domain, options, work);
    for (auto piece = static_cast<std::size_t>(member); piece < pieces;
         piece += static_cast<std::size_t>(members)) {
      computer.ComputePiece(piece);
    }
  });
}

// Puts the faces of all pieces in the order of atoms.
void GatherFaces(std::vector<Piece>* pieces, Voronoi* voronoi) {
  voronoi->face_begin.assign(voronoi->size() + 1, 0);
  for (const Piece& piece : *pieces) {
    for (const auto& [atom, count] : piece.cells) {
      voronoi->face_begin[static_cast<std::size_t>(atom) + 1] = count;
    }
  }
  for (std::size_t i = 0; i < voronoi->size(); ++i) {
    voronoi->face_begin[i + 1] += voronoi->face_begin[i];
  }
  voronoi->faces.resize(static_cast<std::size_t>(voronoi->face_begin.back()));
  for (Piece& piece : *pieces) {
    auto from = piece.faces.cbegin();
    for (const auto& [atom, count] : piece.cells) {
      std::copy(from, from + count,
                voronoi->faces.begin() +
                    voronoi->face_begin[static_cast<std::size_t>(atom)]);
      from += count;
    }
    piece = Piece();
  }
}

absl::Status CheckCells(const State& state, const Domain& domain,
                        const Work& work) {
  const Voronoi& voronoi = *work.voronoi;
  const auto none =
      std::find(work.no_cell.begin(), work.no_cell.end(), std::uint8_t{1});
  if (none != work.no_cell.end()) {
    const auto i = static_cast<std::size_t>(none - work.no_cell.begin());
    const auto s = static_cast<std::size_t>(voronoi.species[i]);
    return absl::FailedPreconditionError(absl::StrFormat(
        "voronoi: atom %d (%s, radius %g Å) at (%g, %g, %g) Å has no cell: the "
        "spheres of its neighbors swallow it, or another atom is at the same "
        "place; use radii that differ less",
        i, voronoi.elements[s], voronoi.radii[s], state.atoms.positions[i][0],
        state.atoms.positions[i][1], state.atoms.positions[i][2]));
  }
  double sum = 0;
  for (const double volume : voronoi.volumes) sum += volume;
  if (!(std::abs(sum - domain.volume()) <=
        kVolumeTolerance * domain.volume())) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "voronoi: expected cells that fill the box of %.12g Å³, found cells of "
        "%.12g Å³: atoms may be all but at the same place",
        domain.volume(), sum));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Voronoi> ComputeVoronoi(const State& state,
                                       const VoronoiOptions& options) {
  const bool open = std::count(state.box.periodic.begin(),
                               state.box.periodic.end(), true) < 3;
  absl::Status status = CheckOptions(options, open);
  if (status.ok()) status = CheckState(state);
  if (!status.ok()) return status;
  auto radii = RadiiOf(state.elements, state.atoms.species, options.radii);
  if (!radii.ok()) return radii.status();

  const std::size_t n = state.atoms.size();
  Voronoi voronoi;
  voronoi.elements = state.elements;
  voronoi.species = state.atoms.species;
  voronoi.radii = *std::move(radii);
  voronoi.volumes.resize(n);
  voronoi.indices.resize(n);
  Work work{.pieces = {},
            .voronoi = &voronoi,
            .outermost = std::vector<std::uint8_t>(n),
            .no_cell = std::vector<std::uint8_t>(n)};
  const Domain domain = DomainOf(state, options.surface_distance);
  status = CheckDomain(domain, n);
  if (!status.ok()) return status;
  if (state.box.tilts == Vec3{0, 0, 0}) {
    ComputePieces<OrthogonalCells>(state, domain, options, &work);
  } else {
    ComputePieces<TiltedCells>(state, domain, options, &work);
  }
  status = CheckCells(state, domain, work);
  if (!status.ok()) return status;
  GatherFaces(&work.pieces, &voronoi);

  voronoi.at_surface =
      open ? NearOutermost(state.box, state.atoms.positions, work.outermost,
                           options.surface_distance, options.threads)
           : std::vector<std::uint8_t>(n);
  if (std::count(voronoi.at_surface.begin(), voronoi.at_surface.end(), 0) ==
      0) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "voronoi: expected atoms farther than surface_distance %g Å from a "
        "free surface, found none among %d: use a thicker slab",
        options.surface_distance, n));
  }
  return voronoi;
}

std::vector<VoronoiMeans> MeansOf(const Voronoi& voronoi) {
  std::vector<VoronoiMeans> means(voronoi.elements.size() + 1);
  for (std::size_t i = 0; i < voronoi.size(); ++i) {
    if (!voronoi.counted(i)) continue;
    const auto s = static_cast<std::size_t>(voronoi.species[i]);
    for (VoronoiMeans* mean : {&means[s], &means.back()}) {
      ++mean->atoms;
      mean->coordination += static_cast<double>(voronoi.coordination(i));
      mean->volume += voronoi.volumes[i];
    }
  }
  for (VoronoiMeans& mean : means) {
    if (mean.atoms == 0) continue;
    mean.coordination /= static_cast<double>(mean.atoms);
    mean.volume /= static_cast<double>(mean.atoms);
  }
  return means;
}

}  // namespace lehr::md::analysis
