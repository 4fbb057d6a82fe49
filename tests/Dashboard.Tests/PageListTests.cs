using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace CauseFlow.Dashboard.Tests;

/// <summary>No page is forgotten, and none is open by mistake.</summary>
public sealed class PageListTests
{
    private static readonly string[] Open = ["SignInPage", "NotFoundPage"];

    private static IEnumerable<Type> Pages =>
        typeof(DashboardOptions).Assembly.GetTypes().Where(type => type.GetCustomAttributes<RouteAttribute>().Any());

    [Fact]
    public void Every_page_is_walked_by_the_tests()
    {
        // The first page leads on at once, and what is not found is there as a page that does not exist.
        var templates = Pages.Where(page => page.Name is not ("HomePage" or "NotFoundPage"))
            .SelectMany(page => page.GetCustomAttributes<RouteAttribute>()).Select(route => route.Template).ToList();
        var walked = PageList.SignedIn.Concat(PageList.Open).Select(path => path.Split('?')[0]).ToList();

        templates.Count.ShouldBeGreaterThan(10);
        templates.Where(template => !walked.Any(path => Regex.IsMatch(path, "^" + Regex.Replace(template, @"\{[^}]+\}", "[^/]+") + "$")))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_but_the_sign_in_asks_who_is_there() =>
        Pages.Where(page => !Open.Contains(page.Name) && page.GetCustomAttribute<AuthorizeAttribute>() is null)
            .Select(page => page.Name).ShouldBeEmpty();
}
