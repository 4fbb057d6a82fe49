using CauseFlow.Gateway;
using CauseFlow.ServiceDefaults;
using CauseFlow.ServiceDefaults.Health;
using CauseFlow.Storage.Schema;

var builder = WebApplication.CreateBuilder(args);
if (await builder.HealthVerbAsync(args))
{
    return;
}

builder.AddServiceDefaults("gateway");
builder.Services.AddGateway(builder.Configuration);
var app = builder.Build();
if (await app.MigrateVerbAsync(args))
{
    return;
}

app.UseGateway();
app.MapServiceDefaults();
app.MapGateway();
await app.StartAsync();
app.Services.GetRequiredService<FirstKey>().PrintOnce(Console.Out);
await app.WaitForShutdownAsync();
