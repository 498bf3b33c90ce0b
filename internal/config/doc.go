// Package config turns a TOML experiment and overrides into a checked [Config], and a Config back into TOML.
//
// config.go has the shared keys and their defaults, rules.go their allowed values. Kinds of model and feature
// groups bring keys of their own (kind.go, section.go). read.go puts the assignments together and reports
// mistakes with file, line and column (position.go). renamed.go has the keys of earlier versions.
package config
