using CauseFlow.Dashboard;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Health;

var builder = WebApplication.CreateBuilder(DashboardRegistration.HostOptions(args));
if (await builder.HealthVerbAsync(args))
{
    return;
}

builder.AddServiceDefaults("dashboard");
builder.AddDashboard();

var app = builder.Build();
app.UseDashboard();
app.MapServiceDefaults();
app.MapDashboard();
await app.RunAsync();
