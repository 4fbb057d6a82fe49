using CauseFlow.CollectorGcp;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Health;

var builder = WebApplication.CreateBuilder(args);
if (await builder.HealthVerbAsync(args))
{
    return;
}

builder.AddServiceDefaults(CollectorGcpRegistration.Service);
builder.Services.AddCollectorGcp(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);
var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
await app.RunAsync();
