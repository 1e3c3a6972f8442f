#pragma once
// Options that several tools share, word for word.

#include "libcore/cli/app.h"
#include "libcore/net/http.h"

namespace tlog::cli {

// The options of whoever reads DIR|URL, under a heading of their own.
void define_http(App& app, HttpOptions& http);

}  // namespace tlog::cli
