using CauseFlow.Ingestion;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Health;
using CauseFlow.Storage.Schema;

var builder = WebApplication.CreateBuilder(args);
if (await builder.HealthVerbAsync(args))
{
    return;
}

builder.AddServiceDefaults(IngestionRegistration.Service);
builder.Services.AddIngestion(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);
var app = builder.Build();
if (await app.MigrateVerbAsync(args))
{
    return;
}

app.UseServiceDefaults();
app.MapServiceDefaults();
app.MapIngestion();
await app.RunAsync();
