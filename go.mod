module github.com/heed-cs/heed

go 1.26
