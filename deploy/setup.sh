# Shared by quickstart and check: packages and builds. Sourced, not run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# What it takes to build and run; all from Debian 12.
build_packages=(
  build-essential cmake ninja-build ccache
  libgrpc++-dev protobuf-compiler-grpc protobuf-compiler libprotobuf-dev
  libabsl-dev libsqlite3-dev libyaml-cpp-dev libzstd-dev libssl-dev
  libcli11-dev nlohmann-json3-dev
  voro++-dev # Voronoi cells
  libboost-dev # Student's t, of Boost.Math
  libcairo2-dev pkg-config # pictures
  libre2-dev # regular expressions in linear time
  libcpp-httplib-dev prometheus-cpp-dev # the dashboard and its metrics
  gnuplot-nox # plots
  liblammps-dev # the second engine
  lammps-data # the default potential, CuZr_mm.eam.fs
)
# What the tests take besides: LAMMPS is what the engine is checked against, ASE
# reads what we write.
test_packages=(libgtest-dev libgmock-dev libbenchmark-dev clang-format lammps sqlite3
  python3-ase python3-html5lib voro++
  nodejs chromium fonts-dejavu-core # the dashboard in a real browser
  slurm-wlm munge # pools on a real Slurm
  iproute2 nftables # hosts on a network of their own
  systemd) # systemd-analyze, for the units

say() { printf '\n== %s\n' "$*"; }

# Installs those of the named packages that are missing, and says so.
install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null |
      grep -q 'ok installed' || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then
    say "packages: all there"
    return
  fi
  say "packages: installing ${missing[*]}"
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || {
      echo "error: installing packages takes root or sudo; install these first:" \
        "${missing[*]}" >&2
      return 1
    }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Configures and builds one preset of CMakePresets.json.
build_preset() {
  local preset=$1
  say "build: build/$preset"
  (cd "$root" && cmake --preset "$preset" >/dev/null && cmake --build --preset "$preset")
}
