#ifndef LEHR_WORKER_TOOLS_LAMMPS_DUMP_H_
#define LEHR_WORKER_TOOLS_LAMMPS_DUMP_H_

#include <cstdint>
#include <span>
#include <string>

#include "lehr/md/formats/extended_xyz.h"
#include "lehr/md/state.h"

namespace lehr::worker {

// The state as one snapshot of a LAMMPS dump of style custom: id, type,
// element, x, y, z [Å], vx, vy, vz [Å/ps] and `columns`, which are of width 1.
// `frame` stands as its time step, so that several snapshots in one file are
// told apart. Along an axis with free surfaces the boundary is "ss" and its
// faces lie outside of all atoms. LAMMPS' read_dump, OVITO and ASE read it.
std::string WriteLammpsDump(const md::State& state,
                            std::span<const md::formats::AtomColumn> columns,
                            std::int64_t frame);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_TOOLS_LAMMPS_DUMP_H_
