package heed

import "strings"

// anybodys are domains of addresses that tell nothing about who somebody works for.
var anybodys = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true, "msn.com": true,
	"yahoo.com": true, "ymail.com": true, "icloud.com": true, "me.com": true, "mac.com": true, "aol.com": true, "gmx.com": true,
	"gmx.de": true, "gmx.net": true, "gmx.at": true, "gmx.ch": true, "web.de": true, "t-online.de": true, "freenet.de": true, "mail.com": true,
	"proton.me": true, "protonmail.com": true, "zoho.com": true, "fastmail.com": true, "hey.com": true, "orange.fr": true, "free.fr": true,
	"laposte.net": true, "libero.it": true, "seznam.cz": true, "wp.pl": true, "yandex.ru": true, "yandex.com": true, "mail.ru": true,
	"qq.com": true, "163.com": true, "126.com": true, "naver.com": true,
}

// CompanyDomain is the domain behind the @ of an address, in small letters; empty
// when it is no address, or one that anybody can have.
func CompanyDomain(email string) string {
	_, host, ok := strings.Cut(strings.ToLower(email), "@")
	if !ok {
		return ""
	}
	return companyDomain(host)
}

func companyDomain(host string) string {
	if !strings.Contains(host, ".") || strings.ContainsAny(host, "@ #/") || anybodys[host] {
		return ""
	}
	return host
}

// Domain tells by which company's domain a signal came: that of its contact's address
// or, when a tool knows companies by their domain, of the id it gave for a subject.
// Empty when neither says.
func (s Signal) Domain() string {
	p := naming(s.Data)
	for _, address := range []string{p.Email, p.Contact} {
		if domain := CompanyDomain(address); domain != "" {
			return domain
		}
	}
	_, external, _ := ExternalSubject(s.Subject)
	if domain := CompanyDomain(external); domain != "" {
		return domain
	}
	return companyDomain(strings.ToLower(external))
}

// Has reports whether the account names a domain as its own.
func (p Profile) Has(domain string) bool {
	for _, own := range p.Domains {
		if strings.EqualFold(own, domain) {
			return true
		}
	}
	return false
}
