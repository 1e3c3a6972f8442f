#include "libcore/store/libpq.h"

#include <dlfcn.h>

#include <string>

#include "libcore/base/assert.h"
#include "libcore/base/text.h"

namespace tlog {

namespace {

constexpr const char* kLibrary = "libpq.so.5";  // as ever since PostgreSQL 8.2

struct Library {
  void* handle = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);  // never closed: what it loads cannot be, all of it
  std::string fault = handle == nullptr ? printable(::dlerror()) : "";
};

Library& library() {
  static Library opened;
  return opened;
}

const Libpq& functions() {
  static const Libpq found;
  return found;
}

}  // namespace

LibpqSymbol::LibpqSymbol(const char* name) : at_(library().handle ? ::dlsym(library().handle, name) : nullptr) {
  if (at_ == nullptr && library().fault.empty()) library().fault = std::string(kLibrary) + " has no " + name;
}

Status load_libpq() {
  functions();
  if (library().fault.empty()) return {};
  return Error(Errc::kConfig, "postgres: " + library().fault)
      .hint("it needs the client library of PostgreSQL 14 or later: apt-get install libpq5");
}

const Libpq& libpq() {
  ASSERT(library().fault.empty());
  return functions();
}

}  // namespace tlog
