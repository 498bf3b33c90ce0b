package filetest

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"workbench/internal/atomicfile"
)

// Disk says at which step of writing a file fails, as on a full or failing disk.
type Disk struct {
	Free                int  // bytes until the disk is full
	FailSync, FailClose bool // the step returns an I/O error
}

// BreakDisk makes every file that atomicfile opens fail as disk says, until the test ends.
func BreakDisk(t *testing.T, disk Disk) {
	open := atomicfile.OpenTemporary
	t.Cleanup(func() { atomicfile.OpenTemporary = open })
	atomicfile.OpenTemporary = func(path string) (atomicfile.File, error) {
		opened, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		return &brokenFile{opened, disk}, err
	}
}

type brokenFile struct {
	*os.File
	disk Disk
}

func (f *brokenFile) Write(p []byte) (int, error) {
	if len(p) <= f.disk.Free {
		f.disk.Free -= len(p)
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:f.disk.Free])
	f.disk.Free -= n
	return n, errors.Join(err, syscall.ENOSPC)
}

func (f *brokenFile) Sync() error {
	if f.disk.FailSync {
		return syscall.EIO
	}
	return f.File.Sync()
}

func (f *brokenFile) Close() error {
	err := f.File.Close()
	if f.disk.FailClose {
		return syscall.EIO
	}
	return err
}
